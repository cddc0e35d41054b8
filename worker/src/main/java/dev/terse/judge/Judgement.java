package dev.terse.judge;

import dev.terse.stats.ClickValues;
import dev.terse.stats.Kind;

/** What is made of one click. */
public record Judgement(Kind kind, ClickValues values) {}
