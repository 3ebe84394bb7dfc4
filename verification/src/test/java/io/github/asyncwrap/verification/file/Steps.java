package io.github.asyncwrap.verification.file;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.Closeable;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A file system whose steps a test knows of beforehand: it may do something at the worst moment, or have the step fail. A
 * step is a method of the provider or of a {@link SecureDirectoryStream}, with its first path.
 */
final class Steps {
    private final Step step;
    private final boolean secure;
    final SteppedFileSystem fileSystem;
    final AtomicInteger open = new AtomicInteger();
    final AtomicInteger maxOpen = new AtomicInteger();

    interface Step {
        void before(String method, Path path) throws IOException;
    }

    private Steps(Path sample, boolean secure, Step step) {
        this.step = step;
        this.secure = secure;
        this.fileSystem = new SteppedFileSystem(this, sample.getFileSystem());
    }

    /** What only a platform with a {@link SecureDirectoryStream} can promise is not asked of others. */
    static void assumeSecure(Path directory) throws IOException {
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            assumeThat(stream).as("directory streams of this platform").isInstanceOf(SecureDirectoryStream.class);
        }
    }

    /** With directory streams as they are. */
    static Path secure(Path path, Step step) throws IOException {
        assumeSecure(path);
        return new Steps(path, true, step).wrap(path);
    }

    /** As if there were no {@link SecureDirectoryStream}. */
    static Path plain(Path path, Step step) {
        return new Steps(path, false, step).wrap(path);
    }

    static Steps of(Path wrapped) {
        return ((SteppedFileSystem) wrapped.getFileSystem()).steps;
    }

    void before(String method, Path path) throws IOException {
        step.before(method, path);
    }

    Path wrap(Path path) {
        return proxy(Path.class, new PathHandler(this, path));
    }

    static @Nullable Object unwrap(@Nullable Object object) {
        return object instanceof Path path ? unwrap(path) : object;
    }

    static Path unwrap(Path path) {
        return Proxy.isProxyClass(path.getClass()) && Proxy.getInvocationHandler(path) instanceof PathHandler handler
                ? handler.path
                : path;
    }

    DirectoryStream<Path> wrap(DirectoryStream<Path> stream) {
        maxOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
        Class<?> type =
                secure && stream instanceof SecureDirectoryStream ? SecureDirectoryStream.class : DirectoryStream.class;
        @SuppressWarnings("unchecked")
        DirectoryStream<Path> proxy = (DirectoryStream<Path>) proxy(type, new StreamHandler(this, stream));
        return proxy;
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(Steps.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static @Nullable Object invoke(Object target, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        @Nullable Object[] unwrapped = arguments == null ? new Object[0] : arguments.clone();
        for (int i = 0; i < unwrapped.length; i++) {
            unwrapped[i] = unwrap(unwrapped[i]);
        }
        try {
            return method.invoke(target, unwrapped);
        } catch (InvocationTargetException failed) {
            throw failed.getCause();
        }
    }

    private record PathHandler(Steps steps, Path path) implements InvocationHandler {
        @Override
        public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
                throws Throwable {
            if (method.getName().equals("getFileSystem")) {
                return steps.fileSystem;
            }
            Object result = Steps.invoke(path, method, arguments);
            if (result instanceof Iterator<?> names) {
                return new Paths(steps, names);
            }
            return result instanceof Path wrappable ? steps.wrap(wrappable) : result;
        }
    }

    private record StreamHandler(Steps steps, DirectoryStream<Path> stream) implements InvocationHandler {
        @Override
        public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
                throws Throwable {
            if (method.getDeclaringClass() == Closeable.class
                    || method.getName().equals("close")) {
                steps.open.decrementAndGet();
            } else if (arguments != null && arguments.length > 0 && arguments[0] instanceof Path path) {
                steps.before(method.getName(), unwrap(path));
            }
            Object result = Steps.invoke(stream, method, arguments);
            if (result instanceof Iterator<?> iterator) {
                return new Paths(steps, iterator);
            } else if (result instanceof SecureDirectoryStream<?>) {
                @SuppressWarnings("unchecked")
                DirectoryStream<Path> below = (DirectoryStream<Path>) result;
                return steps.wrap(below);
            }
            return result;
        }
    }

    private record Paths(Steps steps, Iterator<?> paths) implements Iterator<Path> {
        @Override
        public boolean hasNext() {
            return paths.hasNext();
        }

        @Override
        public Path next() {
            return steps.wrap((Path) paths.next());
        }
    }
}
