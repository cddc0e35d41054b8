package dev.terse.link;

import dev.terse.code.Code;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A link that is to be created. */
public record LinkDraft(
        String id,
        long workspace,
        long domain,
        Code code,
        LinkContent content,
        Instant createdAt,
        String createdBy,
        @Nullable Idempotency idempotency) {}
