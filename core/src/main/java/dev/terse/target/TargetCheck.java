package dev.terse.target;

import java.util.List;

/** What became of a text that was to be a target. */
public sealed interface TargetCheck {
    /** A link may lead there. */
    record Accepted(Target target) implements TargetCheck {}

    /** No link may lead there, for all of these reasons: at least one, each once. */
    record Refused(List<TargetRefusal> refusals) implements TargetCheck {
        public Refused {
            refusals = List.copyOf(refusals);
            if (refusals.isEmpty()) {
                throw new IllegalArgumentException("refused without a reason");
            }
        }
    }
}
