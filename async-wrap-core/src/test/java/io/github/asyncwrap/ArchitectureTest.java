package io.github.asyncwrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is public and why, and what the library may use. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.github.asyncwrap");

    private static final Map<String, String> PUBLIC = new TreeMap<>(Map.ofEntries(
            Map.entry("AsyncWrapper", "the door"),
            Map.entry("AsyncWrapperBuilder", "its options"),
            Map.entry("AsyncFuture", "what every call gives"),
            Map.entry("AsyncSink", "what sink gives"),
            Map.entry("AsyncByteSink", "what byteSink gives"),
            Map.entry("AsyncConsumer", "what consumer and batchConsumer give"),
            Map.entry("AsyncMapping", "what mapping gives: the options of mapAll, forEach and map"),
            Map.entry("Gather", "many futures, one result"),
            Map.entry("Outcome", "what Gather.settle gives"),
            Map.entry("Success", "an Outcome"),
            Map.entry("Failure", "an Outcome"),
            Map.entry("Overflow", "an option of the builder"),
            Map.entry("AsyncStats", "what stats gives"),
            Map.entry("CloseReport", "what close gives"),
            Map.entry("RunningCall", "what runningCalls and a CloseReport list"),
            Map.entry("AsyncListener", "an option of the builder"),
            Map.entry("Event", "what an AsyncListener is told"),
            Map.entry("OutcomeKind", "what an AsyncListener is told"),
            Map.entry("Carrier", "an option of the builder: where threads and time come from"),
            Map.entry("ContextCapture", "an option of the builder, and what ServiceLoader finds"),
            Map.entry("Snapshot", "what a ContextCapture gives"),
            Map.entry("Cancellation", "how a body says how it is stopped"),
            Map.entry("LoopGuard", "marks the threads that must not be blocked"),
            Map.entry("LoopMonitor", "watches an event loop"),
            Map.entry("LoopMonitorBuilder", "its options"),
            Map.entry("LoopListener", "an option of that builder"),
            Map.entry("BlockedLoop", "what a LoopListener is told"),
            Map.entry("LoopStats", "what LoopMonitor.stats gives"),
            Map.entry("Direct", "an annotation for interfaces: no call of the door"),
            Map.entry("Within", "an annotation for interfaces: a deadline"),
            Map.entry("Labelled", "an annotation for interfaces: what calls are called"),
            Map.entry("Keyed", "an annotation for interfaces: the key of a call"),
            Map.entry("Uninterruptible", "an annotation for interfaces: no interrupt"),
            Map.entry("AsyncRejectedException", "an outcome, to be caught by name"),
            Map.entry("Reason", "what an AsyncRejectedException gives"),
            Map.entry("AsyncTimeoutException", "an outcome, to be caught by name"),
            Map.entry("AsyncTrees", "whole trees of files through the door"),
            Map.entry("TreeOptions", "their options"),
            Map.entry("Links", "an option of TreeOptions"),
            Map.entry("Conflict", "an option of TreeOptions"),
            Map.entry("TreeProgress", "what a listener of TreeOptions is told"),
            Map.entry("TreeSummary", "what an operation of AsyncTrees gives"),
            Map.entry("ThrowingFunction", "what wrapFunction, mapping and the sinks take"),
            Map.entry("ThrowingConsumer", "what accept, wrapConsumer, forEach and the sources take"),
            Map.entry("ThrowingRunnable", "what run takes"),
            Map.entry("AsyncFiles", "java.nio.file.Files through the door"),
            Map.entry("AsyncFile", "what AsyncFiles.open gives")));

    @Test
    void publicTypes_areThoseThatHaveAReason() {
        assertThat(CLASSES.stream()
                        .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                        .map(JavaClass::getSimpleName)
                        .collect(Collectors.toSet()))
                .isEqualTo(PUBLIC.keySet());
    }

    @Test
    void rootPackage_knowsNoOther() {
        ArchRuleDefinition.noClasses()
                .that()
                .resideInAPackage("io.github.asyncwrap")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.github.asyncwrap.*..")
                .check(CLASSES);
    }

    @Test
    void dependencies_areTheJdkGuavaSlf4jAndJspecify() {
        ArchRuleDefinition.classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.github.asyncwrap..", "java..", "com.google.common..", "org.slf4j..", "org.jspecify..")
                .check(CLASSES);
    }

    /** What is beside the door uses no more of it than anybody may. */
    @Test
    void satellites_useThePublicDoorAndTheDoorUsesNone() {
        ArchRuleDefinition.noClasses()
                .that()
                .resideInAPackage("io.github.asyncwrap")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.github.asyncwrap.*..")
                .check(CLASSES);
        ArchRuleDefinition.classes()
                .that()
                .resideInAPackage("io.github.asyncwrap")
                .and()
                .areNotPublic()
                .should()
                .onlyHaveDependentClassesThat()
                .resideInAPackage("io.github.asyncwrap")
                .check(CLASSES);
    }

    @Test
    void locks_areNoMonitors() {
        // A virtual thread that waits for a monitor holds its carrier on Java 21 to 23.
        assertThat(CLASSES.stream()
                        .flatMap(type -> type.getMethods().stream())
                        .filter(method -> method.getModifiers().contains(JavaModifier.SYNCHRONIZED)))
                .isEmpty();
    }

    @Test
    void commonPool_isNeverUsed() {
        ArchRuleDefinition.noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.concurrent.ForkJoinPool")
                .check(CLASSES);
    }
}
