package dev.terse.visit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Queue;

/**
 * Finds words and pieces of words in a text, all in one pass whatever their number, without regard to case: the automaton
 * of Aho and Corasick (1975). Immutable.
 *
 * <p>A token begins with {@code ^} where it has to begin a word and ends with {@code $} where it has to end one, words
 * being made of ASCII letters and digits. Of tokens that end at the same place the longest one decides: so one that means
 * nothing hides a shorter one.
 */
final class Tokens {
    private static final int NO_TOKEN = -1;
    private static final int ASCII = 128;

    /** The symbol of each ASCII character that some token has, of both cases the same; 0 for all others. */
    private final byte[] symbols = new byte[ASCII];

    /** How many symbols there are. */
    private final int width;

    /** The next state for each state and symbol. */
    private final short[] next;

    /** The token that ends in a state. */
    private final short[] tokenOf;

    /** The state of the longest token that ends where a state ends, the state itself included; 0 where there is none. */
    private final short[] longest;

    /** The state of the next shorter token that ends where a state ends; 0 where there is none. */
    private final short[] shorter;

    private final int[] lengths;
    private final boolean[] beginsWord;
    private final boolean[] endsWord;
    private final int[] kinds;

    /** The tokens of each kind, their kind being the place in the list. */
    Tokens(List<List<String>> tokensOfKinds) {
        List<String> texts = new ArrayList<>();
        List<Integer> kindOf = new ArrayList<>();
        for (int kind = 0; kind < tokensOfKinds.size(); kind++) {
            for (String token : tokensOfKinds.get(kind)) {
                texts.add(token);
                kindOf.add(kind);
            }
        }
        int count = texts.size();
        lengths = new int[count];
        beginsWord = new boolean[count];
        endsWord = new boolean[count];
        kinds = new int[count];
        width = 1 + numberSymbols(texts);
        int states = 1 + texts.stream().mapToInt(String::length).sum();
        next = new short[states * width];
        tokenOf = new short[states];
        longest = new short[states];
        shorter = new short[states];
        Arrays.fill(next, (short) NO_TOKEN);
        Arrays.fill(tokenOf, (short) NO_TOKEN);
        int made = 1;
        for (int token = 0; token < count; token++) {
            String text = texts.get(token).toLowerCase(Locale.ROOT);
            beginsWord[token] = text.startsWith("^");
            endsWord[token] = text.endsWith("$");
            String body = text.substring(beginsWord[token] ? 1 : 0, text.length() - (endsWord[token] ? 1 : 0));
            lengths[token] = body.length();
            kinds[token] = kindOf.get(token);
            made = insert(body, token, made);
        }
        link();
    }

    private int numberSymbols(List<String> texts) {
        byte numbered = 0;
        for (char c : String.join("", texts).toLowerCase(Locale.ROOT).toCharArray()) {
            if (symbols[c] == 0) {
                symbols[c] = ++numbered;
                symbols[Character.toUpperCase(c)] = numbered;
            }
        }
        return numbered;
    }

    private int insert(String body, int token, int made) {
        int states = made;
        int state = 0;
        for (int i = 0; i < body.length(); i++) {
            int edge = state * width + symbol(body.charAt(i));
            if (next[edge] == NO_TOKEN) {
                next[edge] = (short) states++;
            }
            state = next[edge];
        }
        if (tokenOf[state] != NO_TOKEN) {
            throw new IllegalArgumentException("twice: " + body);
        }
        tokenOf[state] = (short) token;
        return states;
    }

    private void link() {
        short[] fallback = new short[tokenOf.length];
        Queue<Integer> breadthFirst = new ArrayDeque<>();
        for (int symbol = 0; symbol < width; symbol++) {
            if (next[symbol] == NO_TOKEN) {
                next[symbol] = 0;
            } else {
                breadthFirst.add((int) next[symbol]);
            }
        }
        while (!breadthFirst.isEmpty()) {
            int state = breadthFirst.remove();
            int back = fallback[state];
            shorter[state] = longest[back];
            longest[state] = tokenOf[state] == NO_TOKEN ? longest[back] : (short) state;
            for (int symbol = 0; symbol < width; symbol++) {
                int edge = state * width + symbol;
                short onward = next[back * width + symbol];
                if (next[edge] == NO_TOKEN) {
                    next[edge] = onward;
                } else {
                    fallback[next[edge]] = onward;
                    breadthFirst.add((int) next[edge]);
                }
            }
        }
    }

    private int symbol(char c) {
        return c < ASCII ? symbols[c] : 0;
    }

    /** The kinds of which there is a token in a text: bit {@code 1 << kind} for each. */
    int kindsIn(String text) {
        int found = 0;
        int state = 0;
        for (int i = 0; i < text.length(); i++) {
            state = next[state * width + symbol(text.charAt(i))];
            int token = tokenAt(state, text, i + 1);
            if (token != NO_TOKEN) {
                found |= 1 << kinds[token];
            }
        }
        return found;
    }

    /** Where the first token of a kind begins, -1 where there is none. */
    int find(String text, int kind) {
        int state = 0;
        for (int i = 0; i < text.length(); i++) {
            state = next[state * width + symbol(text.charAt(i))];
            int token = tokenAt(state, text, i + 1);
            if (token != NO_TOKEN && kinds[token] == kind) {
                return i + 1 - lengths[token];
            }
        }
        return -1;
    }

    private int tokenAt(int last, String text, int end) {
        int state = longest[last];
        while (state != 0) {
            int token = tokenOf[state];
            boolean begins = !beginsWord[token] || !isWord(text, end - lengths[token] - 1);
            if (begins && (!endsWord[token] || !isWord(text, end))) {
                return token;
            }
            state = shorter[state];
        }
        return NO_TOKEN;
    }

    private static boolean isWord(String text, int at) {
        return at >= 0 && at < text.length() && isWord(text.charAt(at));
    }

    /** Whether a character is an ASCII letter or digit. */
    static boolean isWord(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
