package dev.terse.create;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terse.link.LinkQuery;
import dev.terse.link.LinkState;
import dev.terse.store.Secret;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CursorsTest {
    private static final LinkQuery.Position PLACE = new LinkQuery.Position(1_800_000_000_000L, 42);

    private final Cursors cursors = new Cursors(new Secret(new byte[Secret.LENGTH]));

    @Test
    void read_whatWasWritten_isThePlace() {
        LinkQuery query = query("q", "t", 1L, LinkState.ACTIVE, LinkQuery.Sort.UPDATED, 10);
        String cursor = cursors.write(7, query, PLACE);
        assertThat(cursor).matches("[A-Za-z0-9_-]{43}");
        assertThat(cursors.read(7, query, cursor)).contains(PLACE);
        assertThat(cursors.read(7, query("q", "t", 1L, LinkState.ACTIVE, LinkQuery.Sort.UPDATED, 99), cursor))
                .as("another page size and instant")
                .contains(PLACE);
    }

    @Test
    void read_anotherList_isEmpty() {
        String cursor = cursors.write(7, query("q", "t", 1L, LinkState.ACTIVE, LinkQuery.Sort.UPDATED, 10), PLACE);
        for (LinkQuery other : List.of(
                query(null, "t", 1L, LinkState.ACTIVE, LinkQuery.Sort.UPDATED, 10),
                query("q", null, 1L, LinkState.ACTIVE, LinkQuery.Sort.UPDATED, 10),
                query("t", "q", 1L, LinkState.ACTIVE, LinkQuery.Sort.UPDATED, 10),
                query("q\nt", "", 1L, LinkState.ACTIVE, LinkQuery.Sort.UPDATED, 10),
                query("q", "t", 2L, LinkState.ACTIVE, LinkQuery.Sort.UPDATED, 10),
                query("q", "t", null, LinkState.ACTIVE, LinkQuery.Sort.UPDATED, 10),
                query("q", "t", 1L, null, LinkQuery.Sort.UPDATED, 10),
                query("q", "t", 1L, LinkState.ACTIVE, LinkQuery.Sort.CREATED, 10))) {
            assertThat(cursors.read(7, other, cursor)).as("%s", other).isEmpty();
        }
        assertThat(cursors.read(8, query("q", "t", 1L, LinkState.ACTIVE, LinkQuery.Sort.UPDATED, 10), cursor))
                .as("another workspace")
                .isEmpty();
    }

    @Test
    void read_ofAnotherInstallation_isEmpty() {
        LinkQuery query = query(null, null, null, null, LinkQuery.Sort.CREATED, 10);
        byte[] other = new byte[Secret.LENGTH];
        other[0] = 1;
        String cursor = new Cursors(new Secret(other)).write(1, query, PLACE);
        assertThat(cursors.read(1, query, cursor)).isEmpty();
    }

    @Test
    void write_anyPlace_showsNothingOfIt() {
        LinkQuery query = query(null, null, null, null, LinkQuery.Sort.CREATED, 10);
        byte[] one = Base64.getUrlDecoder().decode(cursors.write(1, query, new LinkQuery.Position(0, 42)));
        byte[] next = Base64.getUrlDecoder().decode(cursors.write(1, query, new LinkQuery.Position(0, 43)));
        assertThat(Arrays.copyOf(one, 8)).isNotEqualTo(new byte[8]).isNotEqualTo(Arrays.copyOf(next, 8));
        assertThat(ByteBuffer.wrap(one).getLong(8)).isNotEqualTo(42);
    }

    @Test
    void read_anyBitTurned_isEmpty() {
        LinkQuery query = query(null, null, null, null, LinkQuery.Sort.CREATED, 10);
        byte[] cursor = Base64.getUrlDecoder().decode(cursors.write(1, query, PLACE));
        for (int bit = 0; bit < cursor.length * 8; bit++) {
            byte[] turned = cursor.clone();
            turned[bit / 8] ^= (byte) (1 << bit % 8);
            String text = Base64.getUrlEncoder().withoutPadding().encodeToString(turned);
            assertThat(cursors.read(1, query, text)).as("bit %d", bit).isEmpty();
        }
    }

    private static LinkQuery query(
            @Nullable String text,
            @Nullable String tag,
            @Nullable Long domain,
            @Nullable LinkState state,
            LinkQuery.Sort sort,
            int limit) {
        return new LinkQuery(text, tag, domain, state, sort, Instant.ofEpochMilli(limit), limit, null);
    }
}
