package dev.terse.link;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Some of the links that a {@link LinkQuery} asks for. */
public record LinkPage(List<Link> links, LinkQuery.@Nullable Position next) {
    public LinkPage {
        links = List.copyOf(links);
    }
}
