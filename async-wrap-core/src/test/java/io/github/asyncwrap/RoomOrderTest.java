package io.github.asyncwrap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** White box: who gets a place that comes free without the door's lock while somebody waits for it. */
class RoomOrderTest {
    private final Door door = new Door(AsyncWrapper.builder("db", 1).maxPending(0), new Nobody());

    private Call<String> waitForRoom() {
        Call<String> call = door.root.newCall(() -> "row");
        door.admission.submitPatiently(call);
        return call;
    }

    /** Somebody who has to wait comes between the two halves of its offer, and so seals the stack. */
    @Test
    void placeOfASubmitter_thatFindsTheStackSealed_isForTheOneWhoWaits() {
        assertThat(door.inbox.claim()).isTrue();
        Call<String> waits = waitForRoom();
        assertThat(waits.state()).isEqualTo(Call.BLOCKED);
        Call<String> itself = door.root.newCall(() -> "row");
        assertThat(door.inbox.push(itself, null)).isFalse();
        door.admission.submit(itself);
        assertThat(waits.state()).isEqualTo(Call.QUEUED);
        assertThat(itself.isDropped()).isTrue();
    }
}
