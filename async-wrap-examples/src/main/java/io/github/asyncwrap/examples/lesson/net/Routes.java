package io.github.asyncwrap.examples.lesson.net;

import io.github.asyncwrap.examples.lesson.Problems;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Which code answers which path. To be filled first, and then used by any number of threads. */
final class Routes {

    private final List<Route> routes = new ArrayList<>();

    /** What answers a request. May block: it has the thread of the connection for itself. */
    interface Handler {
        WebResponse answer(WebRequest request) throws IOException, HttpException, InterruptedException;
    }

    /** What is at a path below another one. */
    interface Places {
        /** The methods that there are at this path, and what answers them; none if nothing is there. */
        Map<String, Handler> at(String rest) throws IOException, HttpException;
    }

    private record Route(String path, boolean below, Places places) {
        boolean leadsTo(String asked) {
            return below ? asked.startsWith(path) : asked.equals(path);
        }
    }

    /** At this path are these methods. */
    Routes at(String path, Map<String, Handler> methods) {
        routes.add(new Route(path, false, rest -> methods));
        return this;
    }

    /** All that begins with this path is for others to look up; they get the rest of it. */
    Routes below(String path, Places places) {
        routes.add(new Route(path, true, places));
        return this;
    }

    /** The answer to a request; where there is none, or it failed, the answer that says so. */
    WebResponse answer(WebRequest request) throws InterruptedException {
        try {
            Map<String, Handler> methods = methodsAt(request.path());
            // Whoever can be asked for a page can be asked for its head. The connection leaves the body out.
            Handler handler = methods.get(request.method().equals("HEAD") ? "GET" : request.method());
            if (methods.isEmpty()) {
                return WebResponse.error(404, "There is nothing at " + request.path() + ".");
            } else if (handler == null) {
                return WebResponse.error(405, "This is not for " + request.method() + ".")
                        .with("Allow", allowed(methods));
            }
            return handler.answer(request);
        } catch (HttpException e) {
            return WebResponse.error(e.status(), Problems.describe(e));
        } catch (IOException | RuntimeException e) {
            // The client cannot help it, and it is not for everybody what it was. A real server would log it.
            return WebResponse.error(500, "This went wrong in the server.");
        }
    }

    /** The first route that leads to the path decides. */
    private Map<String, Handler> methodsAt(String path) throws IOException, HttpException {
        for (Route route : routes) {
            if (route.leadsTo(path)) {
                return route.places.at(path.substring(route.path.length()));
            }
        }
        return Map.of();
    }

    private static String allowed(Map<String, Handler> methods) {
        TreeSet<String> names = new TreeSet<>(methods.keySet());
        if (names.contains("GET")) {
            names.add("HEAD");
        }
        return String.join(", ", names);
    }
}
