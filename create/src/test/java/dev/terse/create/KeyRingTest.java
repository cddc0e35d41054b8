package dev.terse.create;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terse.change.Change;
import dev.terse.code.Code;
import dev.terse.key.ApiKey;
import dev.terse.key.Scope;
import dev.terse.store.StorageUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeyRingTest {
    private static final String TEXT = "a-text-of-somebodys-own-choice-of-32";

    private final FakeStorage storage = new FakeStorage();
    private Instant now = Instant.parse("2026-11-22T10:00:00Z");
    private final KeyRing ring = new KeyRing(storage, () -> now);
    private final ApiKey key =
            new ApiKey("k", 1, "k", "a-te", Set.of(Scope.ADMIN), now, now.plus(Duration.ofHours(1)), null);

    @Test
    void find_again_asksTheStoreOnceAWhile() {
        storage.add(key, new KeyText(TEXT).sha256());
        assertThat(ring.find(TEXT)).contains(key);
        assertThat(ring.find(TEXT)).contains(key);
        assertThat(storage.keyLookups).isEqualTo(1);
        now = now.plus(KeyRing.FRESH);
        assertThat(ring.find(TEXT)).contains(key);
        assertThat(storage.keyLookups).isEqualTo(2);
    }

    @Test
    void find_unknownKey_isNotRemembered() {
        assertThat(ring.find(TEXT)).isEmpty();
        storage.add(key, new KeyText(TEXT).sha256());
        assertThat(ring.find(TEXT)).contains(key);
    }

    @Test
    void find_textThatIsNoKey_doesNotAskTheStore() {
        assertThat(ring.find("short")).isEmpty();
        assertThat(ring.find("x".repeat(KeyText.MAX_LENGTH + 1))).isEmpty();
        assertThat(ring.find("ü".repeat(40))).isEmpty();
        assertThat(ring.find("with blank ".repeat(4))).isEmpty();
        assertThat(storage.keyLookups).isZero();
    }

    @Test
    void find_expiredMeanwhile_isEmptyThoughHeld() {
        storage.add(key, new KeyText(TEXT).sha256());
        now = now.plus(Duration.ofHours(1)).minusMillis(1);
        assertThat(ring.find(TEXT)).contains(key);
        now = now.plusMillis(1);
        assertThat(ring.find(TEXT)).isEmpty();
    }

    @Test
    void changed_thatKey_isAskedForAgain() {
        storage.add(key, new KeyText(TEXT).sha256());
        assertThat(ring.find(TEXT)).contains(key);
        ring.changed(new Change.OfKey("another"));
        ring.changed(new Change.OfLink(1, new Code("abc")));
        assertThat(ring.find(TEXT)).contains(key);
        assertThat(storage.keyLookups).isEqualTo(1);
        ring.changed(new Change.OfKey("k"));
        assertThat(ring.find(TEXT)).contains(key);
        assertThat(storage.keyLookups).isEqualTo(2);
        ring.forgetAll();
        assertThat(ring.find(TEXT)).contains(key);
        assertThat(storage.keyLookups).isEqualTo(3);
    }

    @Test
    void changed_whileItIsRead_isNotKept() {
        storage.add(key, new KeyText(TEXT).sha256());
        storage.whileKeyIsRead = () -> ring.changed(new Change.OfKey("k"));
        assertThat(ring.find(TEXT)).contains(key);
        storage.whileKeyIsRead = () -> {};
        assertThat(ring.find(TEXT)).contains(key);
        assertThat(storage.keyLookups).isEqualTo(2);
    }

    @Test
    void find_storeDown_believesHeldKeysForAWhile() {
        storage.add(key, new KeyText(TEXT).sha256());
        assertThat(ring.find(TEXT)).contains(key);
        storage.failure = new StorageUnavailable("down");
        now = now.plus(KeyRing.KEPT).minusMillis(1);
        assertThat(ring.find(TEXT)).isEqualTo(Optional.of(key));
        now = now.plusMillis(1);
        assertThatThrownBy(() -> ring.find(TEXT)).isInstanceOf(StorageUnavailable.class);
        assertThatThrownBy(() -> ring.find(TEXT + "x")).isInstanceOf(StorageUnavailable.class);
    }
}
