package io.github.asyncwrap.examples.lesson.door;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.Direct;
import io.github.asyncwrap.Keyed;
import io.github.asyncwrap.Labelled;
import io.github.asyncwrap.Within;
import java.util.Map;

/**
 * What {@link HttpSession} has, asynchronous: {@code door.wrapInterface(AsyncHttpSession.class, session)} makes it. There is
 * no code for the methods without a body; what is special about one of them is said by an annotation.
 */
public interface AsyncHttpSession extends AutoCloseable {

    /** Gets something. */
    @Labelled("get")
    AsyncFuture<HttpAnswer> get(String url, RequestPart... parts);

    /** Asks for all of an answer but its body. */
    @Labelled("head")
    AsyncFuture<HttpAnswer> head(String url, RequestPart... parts);

    /** Sends something. */
    @Labelled("post")
    AsyncFuture<HttpAnswer> post(String url, RequestPart... parts);

    /** Puts something in a place. What is put in one place arrives in the order of the calls; other places do not wait. */
    @Labelled("put")
    AsyncFuture<HttpAnswer> put(@Keyed String url, RequestPart... parts);

    /** Deletes something, after what was put there before. */
    @Labelled("delete")
    AsyncFuture<HttpAnswer> delete(@Keyed String url, RequestPart... parts);

    /** Whether a server says that all is well. Who asks that has no use for an answer that takes longer than this. */
    @Labelled("isWell")
    @Within(500)
    AsyncFuture<Boolean> isWell(String url);

    /** The text of what is there, if the server says that all is well. A default method is code of the interface's own. */
    default AsyncFuture<String> text(String url) {
        return get(url).thenApply(answer -> {
            if (!answer.ok()) {
                throw new IllegalStateException(url + " answered " + answer);
            }
            return answer.text();
        });
    }

    /** The cookies that the session has now. It does not block, so it needs no future. */
    @Direct
    Map<String, String> cookies();

    /** Ends the calls that are under way, which fail, and closes the connections. It waits for nothing. */
    @Direct
    @Override
    void close();
}
