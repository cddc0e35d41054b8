package dev.terse.create;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terse.target.TargetRefusal;
import dev.terse.web.ProblemType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ContractTest {
    private final ContractChecker checker = new ContractChecker();
    private final JsonNode contract = checker.contract();

    @Test
    void references_all_leadSomewhere() {
        walk(contract, "", (_, node) -> {
            if (node.has("$ref")) {
                assertThat(checker.resolved(node)).isNotNull();
            }
        });
    }

    @Test
    void schemas_ofObjects_areClosedAndRequireMembersTheyHave() {
        walk(contract.at("/components/schemas"), "", (where, node) -> {
            if (node.has("properties")) {
                assertThat(node.has("additionalProperties")).as(where).isTrue();
                Set<String> members = new TreeSet<>(node.get("properties").propertyNames());
                node.path("required")
                        .forEach(name -> assertThat(members).as(where).contains(name.stringValue()));
            }
        });
    }

    @Test
    void examples_all_areOfTheirSchema() {
        List<String> seen = new ArrayList<>();
        walk(
                contract.at("/components/schemas"),
                "",
                (where, node) -> node.path("examples").forEach(example -> {
                    seen.add(where);
                    assertThat(checker.errors(node, example)).as(where).isEmpty();
                }));
        walk(contract.get("paths"), "", (where, node) -> {
            if (node.has("schema")) {
                node.path("examples").forEach(example -> {
                    seen.add(where);
                    assertThat(checker.errors(node.get("schema"), example.get("value")))
                            .as(where)
                            .isEmpty();
                });
            }
        });
        assertThat(seen).hasSizeGreaterThan(6);
    }

    @Test
    void problemTypes_inTheContract_areTheCatalogue() {
        assertThat(texts("/components/schemas/Problem/properties/type/enum"))
                .containsExactlyElementsOf(List.of(ProblemType.values()).stream()
                        .map(type -> "/-/problems/" + type.slug())
                        .toList());
    }

    @Test
    void fieldTypes_inTheContract_areThoseThatTheServiceSays() {
        Set<String> said = new TreeSet<>();
        for (FieldType type : FieldType.values()) {
            said.add(type.text());
        }
        for (TargetRefusal refusal : TargetRefusal.values()) {
            said.add(refusal.type());
        }
        assertThat(texts("/components/schemas/FieldError/properties/type/enum"))
                .containsExactlyInAnyOrderElementsOf(said);
    }

    @Test
    void operations_all_haveAnIdAndTheAnswersThatAnyRequestMayGet() {
        for (Map.Entry<String, JsonNode> path : contract.get("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                if (!operation.getKey().equals("parameters")) {
                    String where = operation.getKey() + " " + path.getKey();
                    assertThat(operation.getValue().has("operationId"))
                            .as(where)
                            .isTrue();
                    assertThat(operation.getValue().get("responses").propertyNames())
                            .as(where)
                            .contains("400", "422", "500", "503");
                }
            }
        }
    }

    private List<String> texts(String pointer) {
        return contract.at(pointer).values().stream().map(JsonNode::stringValue).toList();
    }

    private static void walk(JsonNode node, String where, BiConsumer<String, JsonNode> visitor) {
        if (node.isObject()) {
            visitor.accept(where, node);
            node.properties().forEach(member -> walk(member.getValue(), where + "/" + member.getKey(), visitor));
        } else {
            for (int i = 0; i < node.size(); i++) {
                walk(node.get(i), where + "/" + i, visitor);
            }
        }
    }
}
