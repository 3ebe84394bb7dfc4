package io.github.asyncwrap.verification;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import io.github.asyncwrap.AsyncWrapper;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** What the library logs, whatever the words are. Others log as well, so tests look for what is their own. */
final class Logged implements AutoCloseable {
    private final Logger logger;
    private final List<Line> lines = new CopyOnWriteArrayList<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            lines.add(new Line(event));
        }
    };

    private Logged(Class<?> of) {
        logger = (Logger) LoggerFactory.getLogger(of);
        appender.start();
        logger.addAppender(appender);
    }

    static Logged start() {
        return start(AsyncWrapper.class);
    }

    static Logged start(Class<?> of) {
        return new Logged(of);
    }

    record Line(ILoggingEvent event) {
        boolean hasThrown(Throwable thrown) {
            for (Throwable each = thrownOf(event); each != null; each = each.getCause()) {
                if (each == thrown) {
                    return true;
                }
            }
            return false;
        }

        boolean says(String part) {
            return event.getFormattedMessage().contains(part);
        }

        private static @Nullable Throwable thrownOf(ILoggingEvent event) {
            return event.getThrowableProxy() instanceof ThrowableProxy proxy ? proxy.getThrowable() : null;
        }
    }

    long count(Predicate<Line> wanted) {
        return lines.stream().filter(wanted).count();
    }

    void await(Predicate<Line> wanted) {
        Spin.until(() -> count(wanted) > 0);
    }

    @Override
    public void close() {
        logger.detachAppender(appender);
        appender.stop();
    }
}
