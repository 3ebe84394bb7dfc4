package io.github.asyncwrap.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What was measured of one benchmark with one set of parameters, in all forks.
 *
 * @param workload the benchmark's class and method, and its mode
 * @param peer the parameter of that name
 * @param others the other parameters
 * @param unit of the scores
 * @param metrics the scores of all iterations, {@code score} and the secondary ones
 */
record Run(String workload, String peer, Map<String, String> others, String unit, Map<String, List<Double>> metrics) {
    /** The name of the primary metric. */
    static final String SCORE = "score";

    /** Reads all JSON files of a folder. Those of the same benchmark are forks of one run. */
    static List<Run> readAll(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
        Map<String, Run> runs = new TreeMap<>();
        for (Path file : files) {
            for (JsonNode json : JsonMapper.shared().readTree(Files.readString(file))) {
                Run run = of(json);
                Run former = runs.putIfAbsent(run.workload + run.others + run.peer, run);
                if (former != null) {
                    run.metrics.forEach((name, values) -> former.metrics
                            .computeIfAbsent(name, unused -> new ArrayList<>())
                            .addAll(values));
                }
            }
        }
        return new ArrayList<>(runs.values());
    }

    private static Run of(JsonNode json) {
        String benchmark = json.get("benchmark").asString();
        int method = benchmark.lastIndexOf('.');
        String workload = benchmark.substring(benchmark.lastIndexOf('.', method - 1) + 1) + " "
                + json.get("mode").asString();
        Map<String, String> others = new TreeMap<>();
        json.get("params")
                .properties()
                .forEach(param -> others.put(param.getKey(), param.getValue().asString()));
        String peer = others.remove("peer");
        others.put("threads", json.get("threads").asString());
        Map<String, List<Double>> metrics = new TreeMap<>();
        metrics.put(SCORE, values(json.get("primaryMetric")));
        json.get("secondaryMetrics")
                .properties()
                .forEach(metric -> metrics.put(metric.getKey().replace("·", ""), values(metric.getValue())));
        return new Run(
                workload,
                peer == null ? "" : peer,
                others,
                json.get("primaryMetric").get("scoreUnit").asString(),
                metrics);
    }

    /** Of sampled times there are histograms instead of values; then the score stands for each fork. */
    private static List<Double> values(JsonNode metric) {
        List<Double> values = new ArrayList<>();
        JsonNode raw = metric.get("rawData");
        if (raw == null) {
            values.add(metric.get("score").asDouble());
        } else {
            raw.forEach(fork -> fork.forEach(value -> values.add(value.asDouble())));
        }
        return values;
    }

    /** The median of a metric; NaN if it was not measured. */
    double median(String metric) {
        double[] sorted = metrics.getOrDefault(metric, List.of()).stream()
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        if (sorted.length == 0) {
            return Double.NaN;
        }
        return Arrays.stream(sorted)
                .skip((sorted.length - 1) / 2)
                .limit(2 - sorted.length % 2)
                .average()
                .orElseThrow();
    }

    /** What it has in common with the peers that it is compared with. */
    String group() {
        return workload
                + others.entrySet().stream()
                        .map(param -> ", " + param.getKey() + " " + param.getValue())
                        .collect(Collectors.joining());
    }
}
