package io.github.asyncwrap.examples.lesson.door;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncTimeoutException;
import io.github.asyncwrap.Gather;
import io.github.asyncwrap.Outcome;
import io.github.asyncwrap.examples.OptionTypes;
import io.github.asyncwrap.examples.lesson.Demo;
import io.github.asyncwrap.examples.lesson.Lesson;
import io.github.asyncwrap.examples.lesson.LessonException;
import io.github.asyncwrap.examples.lesson.Problems;
import io.github.asyncwrap.examples.lesson.Timeline;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * How does one say, of calls that go on at the same time, "all of them", "the first of them", "but no longer than that"? With
 * the words that asyncio has for its tasks: a call of a wrapper is a task, and what is made of several is a future again. Each
 * word is about three lines, at the top of the method with its name. What follows there ends the calls, in an order that
 * makes the word's meaning visible, and looks at what came of them.
 */
@Command(
        name = "tasks",
        description = {
            "asyncio's words for tasks (gather, wait_for, shield, ...), for calls that block.",
            "Each is shown with what it does to the calls behind it."
        })
public final class TasksLesson extends Lesson {
    private static final Duration PACE = Duration.ofMillis(500);
    private static final Duration PACE_OF_DEMO = Duration.ofMillis(30);

    @Parameters(
            arity = "0..*",
            paramLabel = "WORD",
            description = "Which to show: create_task, gather, settle, race, wait_for, shield or as_completed (default:"
                    + " all of them).")
    private List<String> names = List.of();

    @Option(
            names = "--pace",
            paramLabel = "TIME",
            converter = OptionTypes.Time.class,
            description = "How long it takes until the next call ends (default: 500ms, with --demo 30ms).")
    private @Nullable Duration pace;

    /** As asyncio spells them, and so the command line. */
    enum Word {
        create_task("asyncio.create_task(tea())", "door.call(tea)"),
        gather("asyncio.gather(tea, egg, toast)", "Gather.all(List.of(tea, egg, toast))"),
        settle("asyncio.gather(tea, egg, toast, return_exceptions=True)", "Gather.settle(List.of(tea, egg, toast))"),
        race(
                "asyncio.wait([tea, egg, toast], return_when=FIRST_COMPLETED), and cancel() for the others",
                "Gather.race(List.of(tea, egg, toast))"),
        wait_for("asyncio.wait_for(tea(), 0.05)", "door.within(Duration.ofMillis(50)).call(tea)"),
        shield("asyncio.shield(tea)", "Gather.shield(tea)"),
        as_completed("asyncio.as_completed([tea, egg, toast])", "Gather.asCompleted(List.of(tea, egg, toast))");

        private final String asyncio;
        private final String here;

        Word(String asyncio, String here) {
            this.asyncio = asyncio;
            this.here = here;
        }
    }

    @Override
    protected int run(PrintWriter out) throws LessonException, InterruptedException {
        Demo told = new Demo(out);
        show(told, pace == null ? PACE : pace);
        return told.isAllSeen() ? 0 : 1;
    }

    @Override
    protected void demo(Demo demo) throws LessonException, InterruptedException {
        show(demo, pace == null ? PACE_OF_DEMO : pace);
    }

    private void show(Demo demo, Duration every) throws LessonException, InterruptedException {
        List<Word> words = names.isEmpty()
                ? List.of(Word.values())
                : names.stream().map(this::word).toList();
        Timeline picture = new Timeline("tasks: green returned, red failed, grey was interrupted");
        for (Word word : words) {
            demo.say(word.name());
            demo.say("    asyncio: " + word.asyncio);
            demo.say("    here:    " + word.here);
            try (Kitchen kitchen = new Kitchen(word.name(), picture, every)) {
                switch (word) {
                    case create_task -> createTask(kitchen, demo);
                    case gather -> gather(kitchen, demo);
                    case settle -> settle(kitchen, demo);
                    case race -> race(kitchen, demo);
                    case wait_for -> waitFor(kitchen, demo);
                    case shield -> shield(kitchen, demo);
                    case as_completed -> asCompleted(kitchen, demo);
                }
            }
        }
        demo.draw(picture.svg());
    }

    private Word word(String name) {
        return Stream.of(Word.values())
                .filter(word -> word.name().equals(name))
                .findFirst()
                .orElseThrow(() -> misused("'" + name + "' is none of " + List.of(Word.values())));
    }

    private static void createTask(Kitchen kitchen, Demo demo) throws LessonException, InterruptedException {
        AsyncFuture<String> task = kitchen.door.call(kitchen.tea); // comes back at once
        kitchen.tea.awaitBegun(); // the call goes on, and so do we
        boolean early = !task.isDone();

        kitchen.end(kitchen.tea);
        String result = task.join();
        demo.see("the task is there while the call goes on", early);
        demo.see("it gives " + result, result.equals("tea"));
    }

    private static void gather(Kitchen kitchen, Demo demo) throws LessonException, InterruptedException {
        AsyncFuture<List<String>> all = Gather.all(kitchen.callAll());

        kitchen.end(kitchen.toast, kitchen.egg, kitchen.tea);
        List<String> results = all.join();
        demo.see(
                "they ended in another order, and yet the results are " + results,
                results.equals(List.of("tea", "egg", "toast")));
    }

    private static void settle(Kitchen kitchen, Demo demo) throws LessonException, InterruptedException {
        List<AsyncFuture<String>> tasks = kitchen.callAll();
        AsyncFuture<List<Outcome<String>>> all = Gather.settle(tasks);

        kitchen.fail(kitchen.egg);
        tasks.get(2).cancel(true);
        kitchen.end(kitchen.tea);
        List<Outcome<String>> outcomes = all.join();
        demo.see("the first gives " + tell(outcomes.get(0)), outcomes.get(0).equals(new Outcome.Success<>("tea")));
        demo.see("the second fails: " + tell(outcomes.get(1)), isFailure(outcomes.get(1), IllegalStateException.class));
        demo.see(
                "the third was cancelled: " + tell(outcomes.get(2)),
                isFailure(outcomes.get(2), CancellationException.class));
    }

    private static void race(Kitchen kitchen, Demo demo) throws LessonException, InterruptedException {
        AsyncFuture<String> first = Gather.race(kitchen.callAll());

        kitchen.awaitBegun();
        kitchen.end(kitchen.egg);
        String winner = first.join();
        first.stopped().join();
        demo.see(winner + " wins", winner.equals("egg"));
        demo.see("the others were interrupted", kitchen.tea.isInterrupted() && kitchen.toast.isInterrupted());
    }

    private static void waitFor(Kitchen kitchen, Demo demo) {
        AsyncFuture<String> task = kitchen.door.within(Duration.ofMillis(50)).call(kitchen.tea);

        Outcome<String> outcome = Gather.settle(List.of(task)).join().get(0);
        demo.see("it fails: " + tell(outcome), isFailure(outcome, AsyncTimeoutException.class));
        task.stopped().join(); // the body has got an interrupt, and has ended
        demo.see("nothing goes on behind it", kitchen.door.stats().running() == 0);
    }

    /** What cancels what. In asyncio an await passes a cancel on; here a derived stage does if it is linked. */
    private static void shield(Kitchen kitchen, Demo demo) throws LessonException, InterruptedException {
        AsyncFuture<String> tea = kitchen.door.call(kitchen.tea);
        AsyncFuture<String> egg = kitchen.door.call(kitchen.egg);
        AsyncFuture<String> toast = kitchen.door.call(kitchen.toast);
        kitchen.awaitBegun();
        Gather.shield(tea.linked()).thenApply(String::length).cancel(true);
        egg.linked().thenApply(String::length).cancel(true);
        toast.thenApply(String::length).cancel(true);

        egg.stopped().join();
        kitchen.end(kitchen.toast, kitchen.tea);
        Outcome<String> eggs = Gather.settle(List.of(egg)).join().get(0);
        demo.see(
                "cancelling what was made of it behind a shield does it no harm",
                tea.join().equals("tea"));
        demo.see(
                "cancelling what was made of it, and linked, cancels and interrupts it",
                isFailure(eggs, CancellationException.class) && kitchen.egg.isInterrupted());
        demo.see(
                "cancelling what was made of it, and not linked, does it no harm",
                toast.join().equals("toast"));
    }

    private static void asCompleted(Kitchen kitchen, Demo demo) throws LessonException, InterruptedException {
        Iterator<Pause> quickest =
                List.of(kitchen.toast, kitchen.tea, kitchen.egg).iterator();
        List<String> seen = new ArrayList<>();
        for (AsyncFuture<String> next : Gather.asCompleted(kitchen.callAll())) {
            kitchen.end(quickest.next());
            seen.add(next.join()); // waits for whichever is the next to end
        }

        demo.see("they come as they end, " + seen, seen.equals(List.of("toast", "tea", "egg")));
    }

    private static boolean isFailure(Outcome<String> outcome, Class<? extends Throwable> kind) {
        return outcome instanceof Outcome.Failure<String> failure && kind.isInstance(failure.cause());
    }

    private static String tell(Outcome<String> outcome) {
        if (outcome instanceof Outcome.Success<String> success) {
            return success.value();
        }
        return Problems.describe(((Outcome.Failure<String>) outcome).cause());
    }
}
