package io.github.asyncwrap;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The turns of each key that is in use. A key comes in with its first call and goes with its last.
 *
 * <p>The map is not under the door's lock, since it calls {@code equals} of users' keys. So turns may be over, which is
 * decided under the lock, and still be in the map: whoever finds such takes them out and puts in new ones. They are never
 * used again, thus there are never two for a key.
 */
final class Keys {
    private final Door door;
    private final ConcurrentMap<Key, Turns> turns = new ConcurrentHashMap<>();

    Keys(Door door) {
        this.door = door;
    }

    /** The order of the calls of a key. */
    Order of(Object key) {
        return new Key(key);
    }

    int size() {
        return turns.size();
    }

    private final class Key implements Order, Turns.Idle {
        private final Object key;
        private final int hash;

        Key(Object key) {
            this.key = key;
            this.hash = key.hashCode();
        }

        @Override
        public Turns turns() {
            while (true) {
                Turns made = null;
                Turns found = turns.get(this);
                if (found == null) {
                    made = Turns.ofKey(door, this);
                    found = turns.putIfAbsent(this, made);
                }
                if (found == null && made != null) {
                    return made;
                } else if (found != null && !found.isOver()) {
                    return found;
                } else if (found != null) {
                    turns.remove(this, found);
                }
            }
        }

        @Override
        public void turnsAreOver(Turns these) {
            door.afterUnlockHere(() -> turns.remove(new Itself(this), these));
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key that && that.hash == hash && that.key.equals(key);
        }

        @Override
        public String toString() {
            return "key " + key;
        }
    }

    /** Finds that very key in the map, without a word to users' code: this is for threads with other things to do. */
    private record Itself(Key key) {
        @Override
        public int hashCode() {
            return key.hashCode();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other == key;
        }
    }
}
