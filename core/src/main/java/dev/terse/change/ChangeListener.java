package dev.terse.change;

/**
 * Something that holds copies of what is in the store, and drops them when the feed says so.
 *
 * <p>Any thread may call, several at once. The same change may be told more than once. Dropping includes the loads that
 * are under way: what they bring may be from before the change.
 */
public interface ChangeListener {
    /** Drops the copy of what changed. Other kinds of changes than one's own are passed over. */
    void changed(Change change);

    /** Drops every copy: changes may have gone unheard. */
    void forgetAll();
}
