package dev.terse.create;

import dev.terse.web.Problem;
import dev.terse.web.ProblemType;

/** Ends the handling of a request with a problem. Has no stack trace: it is an answer, not a fault. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    Refusal(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    Refusal(ProblemType type, String detail) {
        this(Problem.of(type, detail));
    }

    Problem problem() {
        return problem;
    }
}
