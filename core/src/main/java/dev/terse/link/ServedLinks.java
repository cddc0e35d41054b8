package dev.terse.link;

import dev.terse.code.Code;
import java.util.Optional;

/** Finds links for visitors. The only store that is asked by domain and not by workspace: a visitor has none. */
public interface ServedLinks {
    /** The link that has or had this code, or empty where none ever did. */
    Optional<ServedLink> find(long domain, Code code);
}
