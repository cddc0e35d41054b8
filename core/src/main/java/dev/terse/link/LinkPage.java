package dev.terse.link;

import dev.terse.link.LinkQuery.Position;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Some of the links that a {@link LinkQuery} asks for. */
public record LinkPage(List<Link> links, @Nullable Position next) {
    public LinkPage {
        links = List.copyOf(links);
    }
}
