package dev.terse.link;

import dev.terse.code.Code;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The links of all workspaces; every method sees those of the named one only. An answer about a write means that it is
 * on disk. {@link dev.terse.store.StorageUnavailable} from a write says nothing about whether it took hold.
 */
public interface LinkStore {
    /**
     * Stores links, each for itself: the outcomes stand in the order of the drafts. Calls that arrive together are
     * committed together, and an error of one draft never touches another. A draft's idempotency record is part of its
     * own commit; of several drafts under one key at once, one is stored and the others wait for its outcome.
     */
    List<Creation> create(List<LinkDraft> drafts);

    /**
     * Stores all links or none, in one transaction. Where any outcome is not {@link Creation.Created}, nothing was
     * stored; the outcomes of drafts that would have been stored are {@code Created} all the same. Drafts have no
     * idempotency record.
     */
    List<Creation> createAtomically(List<LinkDraft> drafts);

    /**
     * The record of the request that was made under {@code key} and stored its link. Empty where there is none, or none of
     * the 24 hours before {@code now}; the key is then free.
     */
    Optional<Idempotency> idempotency(long workspace, String key, Instant now);

    /** Empty for a deleted link too. */
    Optional<Link> find(long workspace, String id);

    /** The links with these numbers, in any order; those that are deleted, or of another workspace, are left out. */
    List<Link> findByNumbers(long workspace, Collection<Long> numbers);

    /** Empty for a deleted link too. */
    Optional<Link> findByCode(long workspace, long domain, Code code);

    /**
     * A page of links. Read page after page, a link that stays as it is from the first to the last is listed exactly
     * once, whatever comes and goes meanwhile.
     */
    LinkPage list(long workspace, LinkQuery query);

    /** Replaces the content of the link that is at {@code version}, and adds the change, in one transaction. */
    Edit update(long workspace, String id, int version, LinkContent content, Instant now);

    /**
     * Deletes a link and adds the change, in one transaction. Its code stays taken.
     *
     * @param version null to delete whatever version it is at
     */
    Edit delete(long workspace, String id, @Nullable Integer version, Instant now);
}
