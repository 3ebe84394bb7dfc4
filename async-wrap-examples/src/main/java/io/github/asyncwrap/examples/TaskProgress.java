package io.github.asyncwrap.examples;

import java.io.Console;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.time.temporal.ChronoUnit;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Shows how many tasks are done, and how many a second: a bar that is drawn over and over where there is a terminal, a
 * line now and then where there is none. Steps may be made by several threads.
 */
public final class TaskProgress implements AutoCloseable {

    private static final int BAR_UPDATE_MILLIS = 200;
    private static final int LINE_UPDATE_MILLIS = 2000;
    private static final int LINE_LENGTH = 100;
    private static final int BAR_LENGTH = 79;

    private final ProgressBar bar;
    private final ShutdownHook lineEnd;

    private TaskProgress(ProgressBar bar, Runnable lineEnd) {
        this.bar = bar;
        this.lineEnd = ShutdownHook.of("end-progress-line", lineEnd);
    }

    /**
     * Shows that no task is done yet.
     *
     * @param out where the lines go if standard output is no terminal
     */
    static TaskProgress start(int tasks, PrintWriter out) {
        return start("Copying", tasks, " tasks", out);
    }

    /**
     * Shows that nothing is done yet.
     *
     * @param name of what is done
     * @param steps how many it is
     * @param unit what each is, in the plural, with a space before it
     * @param out where the lines go if standard output is no terminal
     * @return what is to be told of each step
     */
    public static TaskProgress start(String name, int steps, String unit, PrintWriter out) {
        ProgressBarBuilder builder = new ProgressBarBuilder()
                .setTaskName(name)
                .setInitialMax(steps)
                .setUnit(unit, 1)
                .setSpeedUnit(ChronoUnit.SECONDS)
                .showSpeed()
                // No colours, and nothing that an output's charset may lack.
                .setStyle(ProgressBarStyle.ASCII);
        if (isTerminal()) {
            // After Ctrl+C the shell's prompt must not stand behind the bar.
            Runnable lineEnd = System.out::println;
            // With a length of its own. To ask the terminal for one, the library would take SIGINT from the JVM: Ctrl+C
            // would then end it without its shutdown hooks, such as the one that stops the server of a test.
            builder.setConsumer(new ConsoleProgressBarConsumer(System.out, BAR_LENGTH))
                    .setUpdateIntervalMillis(BAR_UPDATE_MILLIS);
            return new TaskProgress(builder.build(), lineEnd);
        }
        builder.setConsumer(new DelegatingProgressBarConsumer(new Lines(out), LINE_LENGTH))
                .setUpdateIntervalMillis(LINE_UPDATE_MILLIS);
        return new TaskProgress(builder.build(), () -> {});
    }

    /** One more task is done. */
    public void step() {
        bar.step();
    }

    /** Shows the last state. */
    @Override
    public void close() {
        bar.close();
        lineEnd.close();
    }

    /** Whether standard output is a terminal that can draw over a line. */
    @SuppressWarnings("SystemConsoleNull") // before Java 22, and from 25 on, that is the answer
    private static boolean isTerminal() {
        Console console = System.console();
        if (console == null || "dumb".equals(System.getenv("TERM"))) {
            return false;
        }
        try {
            // From Java 22 there may be a console without a terminal, and this method to ask it.
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("Console.isTerminal() cannot be asked", e);
        }
    }

    /** Prints the states as lines, each once: the last one is drawn again at the end. For the bar's thread and then ours. */
    private static final class Lines implements java.util.function.Consumer<String> {

        private final PrintWriter out;
        private String last = "";

        Lines(PrintWriter out) {
            this.out = out;
        }

        @Override
        public synchronized void accept(String state) {
            String line = state.stripTrailing();
            if (!line.equals(last)) {
                out.println(line);
                out.flush();
                last = line;
            }
        }
    }
}
