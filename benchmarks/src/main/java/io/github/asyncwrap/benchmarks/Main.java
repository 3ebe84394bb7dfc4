package io.github.asyncwrap.benchmarks;

import java.io.IOException;
import java.util.Arrays;

/** JMH's command line, but for one thing: {@code W1} is the class of that name, and not also {@code W10}. */
public final class Main {
    private Main() {}

    /**
     * Runs benchmarks.
     *
     * @param args what JMH understands; {@code -h} tells
     * @throws IOException if JMH cannot read its list of benchmarks, or write its results
     */
    public static void main(String[] args) throws IOException {
        String[] patterns = Arrays.stream(args)
                .map(arg -> arg.matches("W[0-9]+") ? "\\." + arg + "\\." : arg)
                .toArray(String[]::new);
        org.openjdk.jmh.Main.main(patterns);
    }
}
