package io.github.asyncwrap.examples.lesson.net;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Who is there, and what all are told. For the event loop alone: that is why nobody sees two lines in another order than
 * others do, and why there is no lock.
 */
final class ChatRoom {
    private final ChatHistory history;
    private final Map<String, Member> members = new TreeMap<>();

    private record Member(String name, ChatConnection connection) {}

    ChatRoom(ChatHistory history) {
        this.history = history;
    }

    /**
     * Lets somebody in, who is told what was said before, and whose coming the others are told of.
     *
     * @return false if one of this name is there already
     */
    boolean join(String name, ChatConnection connection) {
        if (members.containsKey(Identities.key(name))) {
            return false;
        }
        List<String> before = history.lines();
        announce(name + " has come");
        members.put(Identities.key(name), new Member(name, connection));
        for (String line : before) {
            reply(name, line);
        }
        reply(name, "* You are " + name + ". " + who());
        return true;
    }

    /** Somebody has gone; without effect if the room knows that. */
    void leave(String name) {
        if (members.remove(Identities.key(name)) != null) {
            announce(name + " has gone");
        }
    }

    /** What somebody says, to all others. */
    void say(String name, String text) {
        tell(name + ": " + text, name);
    }

    /** Tells something to one alone. */
    void reply(String name, String line) {
        Member member = members.get(Identities.key(name));
        if (member != null && !member.connection.send(line)) {
            drop(member);
        }
    }

    String who() {
        List<String> names = names();
        return names.size() + (names.size() == 1 ? " is" : " are") + " here: " + String.join(", ", names) + ".";
    }

    List<String> names() {
        return members.values().stream().map(Member::name).toList();
    }

    /** Everybody is sent away, which is no longer told to anybody. */
    void end() {
        members.clear();
    }

    private void announce(String event) {
        tell("* " + event, null);
    }

    private void tell(String line, @Nullable String speaker) {
        history.add(line);
        ByteBuffer bytes = ChatConnection.encode(line);
        List<Member> deaf = new ArrayList<>();
        for (Member member : members.values()) {
            if (!member.name.equals(speaker) && !member.connection.send(bytes)) {
                deaf.add(member);
            }
        }
        deaf.forEach(this::drop); // afterwards: it tells the others, among whom there may be more of this kind
    }

    private void drop(Member deaf) {
        if (members.remove(Identities.key(deaf.name), deaf)) {
            deaf.connection.reset();
            announce(deaf.name + " was dropped: does not read");
        }
    }
}
