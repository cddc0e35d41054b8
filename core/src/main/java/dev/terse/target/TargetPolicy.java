package dev.terse.target;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Decides where links may lead: to http and https addresses that the <a href="https://url.spec.whatwg.org/">URL
 * Standard</a> can parse, on a public host that is not one of Terse's own.
 *
 * <p>Narrower than the standard: the scheme is written out with exactly two slashes after it; no user info,
 * tab, line break or unpaired surrogate stands inside, and no backslash beside the host; a name that is not ASCII has at most 300 characters. Spaces and
 * control characters around the address are dropped, as the standard says. No name is looked up: whoever fetches a target
 * checks the address that it connects to.
 *
 * <p>Safe for use by many threads where the supplier is.
 */
public final class TargetPolicy {
    /** Characters of a text that is still parsed: only dot segments and what surrounds an address can shorten it. */
    static final int MAX_INPUT_LENGTH = 4 * Target.MAX_LENGTH;

    private final boolean allowPrivate;
    private final Supplier<Set<OwnHost>> ownHosts;

    /**
     * @param allowPrivate also lets links lead to private and otherwise special hosts
     * @param ownHosts asked at every check, so that a domain counts as soon as it is added
     */
    public TargetPolicy(boolean allowPrivate, Supplier<Set<OwnHost>> ownHosts) {
        this.allowPrivate = allowPrivate;
        this.ownHosts = ownHosts;
    }

    /** Judges {@code input}, which is any text, and never throws for what is in it. */
    public TargetCheck check(String input) {
        if (input.length() > MAX_INPUT_LENGTH) {
            return new TargetCheck.Refused(List.of(TargetRefusal.TOO_LONG));
        }
        var refusals = EnumSet.noneOf(TargetRefusal.class);
        UrlParser.Parsed parsed = UrlParser.parse(input, refusals);
        if (parsed != null) {
            judge(parsed, refusals);
            if (refusals.isEmpty()) {
                return new TargetCheck.Accepted(new Target(parsed.href()));
            }
        }
        return new TargetCheck.Refused(List.copyOf(refusals));
    }

    private void judge(UrlParser.Parsed parsed, EnumSet<TargetRefusal> refusals) {
        if (parsed.href().length() > Target.MAX_LENGTH) {
            refusals.add(TargetRefusal.TOO_LONG);
        }
        if (!allowPrivate && SpecialHosts.contains(parsed.host())) {
            refusals.add(TargetRefusal.PRIVATE_TARGET);
        }
        Set<OwnHost> own = ownHosts.get();
        if (!own.isEmpty()
                && (own.contains(OwnHost.of(parsed.host(), OwnHost.ANY_PORT))
                        || own.contains(OwnHost.of(parsed.host(), parsed.port())))) {
            refusals.add(TargetRefusal.SELF_REDIRECT);
        }
    }
}
