package io.github.asyncwrap.examples.lesson.net;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A blog in memory: the page with all entries and a form for another one, and a page for each. For any number of threads. */
final class Blog {

    private static final int MOST = 50;
    private static final String FORM = """
            <form method="post" action="/blog">
            <p><input name="title" placeholder="Title" required></p>
            <p><textarea name="text" rows="4" cols="40" placeholder="Text" required></textarea></p>
            <p><button>Write</button></p>
            </form>
            """;

    private final Deque<Entry> entries = new ArrayDeque<>();
    private int last;

    private record Entry(int number, String title, String text) {}

    Blog() {
        add("The first entry", "A thread read the request for this page, byte by byte, from a blocking socket.");
    }

    /** Its paths. */
    Routes addTo(Routes routes) {
        return routes.at("/blog", Map.of("GET", request -> all(), "POST", this::write))
                .below("/blog/", number -> {
                    Entry entry = find(number);
                    return entry == null ? Map.of() : Map.of("GET", request -> one(entry));
                });
    }

    private synchronized void add(String title, String text) {
        entries.addFirst(new Entry(++last, title, text));
        if (entries.size() > MOST) {
            entries.removeLast(); // whoever can write could otherwise fill the memory
        }
    }

    private synchronized @Nullable Entry find(String number) {
        for (Entry entry : entries) {
            if (number.equals(Integer.toString(entry.number))) {
                return entry;
            }
        }
        return null;
    }

    private WebResponse write(WebRequest request) throws HttpException {
        Map<String, String> form = request.form();
        String title = form.getOrDefault("title", "").strip();
        String text = form.getOrDefault("text", "").strip();
        if (title.isEmpty() || text.isEmpty()) {
            throw new HttpException(400, "An entry has a title and a text.");
        }
        add(title, text);
        return WebResponse.seeOther("/blog"); // so that "reload" in the browser does not write it again
    }

    private synchronized WebResponse all() {
        StringBuilder list = new StringBuilder("<ul>\n");
        for (Entry entry : entries) {
            list.append(
                    "<li><a href=\"/blog/%d\">%s</a></li>\n".formatted(entry.number, WebResponse.escaped(entry.title)));
        }
        return WebResponse.page(200, "Blog", list.append("</ul>\n").append(FORM).toString());
    }

    private static WebResponse one(Entry entry) {
        return WebResponse.page(
                200,
                entry.title,
                "<p>%s</p>\n<p><a href=\"/blog\">All entries</a></p>".formatted(WebResponse.escaped(entry.text)));
    }
}
