package dev.terse.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terse.change.Change;
import dev.terse.change.Changes;
import dev.terse.key.ApiKey;
import dev.terse.key.Scope;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

abstract class ApiKeysContract extends StorageContract {
    private final AtomicInteger hashes = new AtomicInteger();

    private ApiKey key(Set<Scope> scopes) {
        return new ApiKey(uniqueText(), 1, "a key ✓", "tk_ab", scopes, NOW, NOW.plusSeconds(9), null);
    }

    private byte[] hash() {
        byte[] hash = new byte[32];
        hash[0] = (byte) hashes.incrementAndGet();
        hash[31] = -1;
        return hash;
    }

    @Test
    void addFirst_byManyAtOnceToAnEmptyStore_oneWins() {
        database.execute("delete from api_key");

        List<Boolean> added = inParallel(10, () -> storage.apiKeys().addFirst(key(Set.of(Scope.ADMIN)), hash()));

        assertThat(added.stream().filter(Boolean::booleanValue)).hasSize(1);
        assertThat(storage.apiKeys().list(1)).hasSize(1);
        assertThat(storage.apiKeys().addFirst(key(Set.of()), hash())).isFalse();
    }

    @Test
    void add_everyMember_isFoundByHash() {
        ApiKey key = key(EnumSet.allOf(Scope.class));
        byte[] hash = hash();

        assertThat(storage.apiKeys().add(key, hash)).isTrue();

        assertThat(storage.apiKeys().findByHash(hash)).contains(key);
        assertThat(storage.apiKeys().findByHash(hash())).isEmpty();
    }

    @Test
    void add_aKeyWithoutScopesOrEnd_isFoundAsItIs() {
        ApiKey key = new ApiKey(uniqueText(), 1, "bare", "", Set.of(), NOW, null, null);
        byte[] hash = hash();
        storage.apiKeys().add(key, hash);

        assertThat(storage.apiKeys().findByHash(hash)).contains(key);
    }

    @Test
    void add_theSameHashAgain_addsNothing() {
        byte[] hash = hash();
        ApiKey first = key(Set.of(Scope.ADMIN));
        storage.apiKeys().add(first, hash);

        assertThat(storage.apiKeys().add(key(Set.of()), hash)).isFalse();
        assertThat(storage.apiKeys().findByHash(hash)).contains(first);
    }

    @Test
    void list_ofAWorkspace_isNewestFirstAndNobodyElses() {
        ApiKey first = key(Set.of(Scope.LINKS_READ));
        ApiKey second = key(Set.of(Scope.LINKS_WRITE));
        storage.apiKeys().add(first, hash());
        storage.apiKeys().add(second, hash());

        assertThat(storage.apiKeys().list(1)).startsWith(second, first);
        assertThat(storage.apiKeys().list(workspace)).isEmpty();
    }

    @Test
    void revoke_once_marksTheKeyAndAddsTheChange() {
        ApiKey key = key(Set.of(Scope.ADMIN));
        byte[] hash = hash();
        storage.apiKeys().add(key, hash);
        Changes.Cursor before = storage.changes().end();

        assertThat(storage.apiKeys().revoke(1, key.id(), NOW.plusSeconds(1))).isTrue();
        assertThat(storage.apiKeys().revoke(1, key.id(), NOW.plusSeconds(2))).isTrue();

        ApiKey revoked = storage.apiKeys().findByHash(hash).orElseThrow();
        assertThat(revoked.revokedAt()).isEqualTo(NOW.plusSeconds(1));
        assertThat(revoked.isLiveAt(NOW)).isFalse();
        assertThat(storage.changes().since(before).changes()).containsExactly(new Change.OfKey(key.id()));
    }

    @Test
    void revoke_ofAnUnknownKeyOrAnotherWorkspace_findsNone() {
        ApiKey key = key(Set.of());
        byte[] hash = hash();
        storage.apiKeys().add(key, hash);

        assertThat(storage.apiKeys().revoke(1, "nobody", NOW)).isFalse();
        assertThat(storage.apiKeys().revoke(workspace, key.id(), NOW)).isFalse();
        assertThat(storage.apiKeys().findByHash(hash)).contains(key);
    }
}
