package dev.terse.app;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.regex.Pattern;

/** Holds for classes whose names end in a word that means something. */
final class NamedForWhatTheyAre extends ArchCondition<JavaClass> {
    private static final Pattern EMPTY_WORD = Pattern.compile(".*(Impl|Manager|Helper|Utils?|Common)$");

    NamedForWhatTheyAre() {
        super("be named for what they are");
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        boolean empty = EMPTY_WORD.matcher(type.getSimpleName()).matches();
        events.add(new SimpleConditionEvent(type, !empty, type.getName() + " ends in an empty word"));
    }
}
