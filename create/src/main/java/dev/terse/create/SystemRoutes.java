package dev.terse.create;

import dev.terse.Storage;
import dev.terse.code.CodePool;
import dev.terse.key.Scope;
import dev.terse.store.StoreStatus;
import dev.terse.task.TaskStatus;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/** The call that shows an administrator how the installation stands. */
final class SystemRoutes {
    static final String PATH = "/api/v1/system";

    /** Blocks that wait below which the pool counts as low: creates outrun the worker, or there is none. */
    static final int LOW_BLOCKS = 2;

    private final Storage storage;
    private final String version;

    /** @param version of Terse */
    SystemRoutes(Storage storage, String version) {
        this.storage = storage;
        this.version = version;
    }

    List<Route> routes() {
        return List.of(Route.get(PATH, Scope.ADMIN, Answer.JSON, this::show));
    }

    private Answer show(Call call) {
        StoreStatus store = storage.status();
        CodePool pool = storage.codeBlocks().pool();
        List<TaskStatus> tasks = storage.tasks().all();
        return Answer.json(200, LinkJson.bytes(json -> {
            json.writeStartObject();
            json.writeObjectPropertyStart("version");
            json.writeStringProperty("terse", version);
            json.writeStringProperty("java", Runtime.version().toString());
            json.writeEndObject();
            json.writeObjectPropertyStart("store");
            json.writeStringProperty("engine", store.engine());
            json.writeStringProperty("version", store.version());
            json.writeStringProperty("schema", store.schema());
            json.writeEndObject();
            write(json, pool);
            json.writeArrayPropertyStart("tasks");
            tasks.forEach(task -> write(json, task));
            json.writeEndArray();
            json.writeEndObject();
        }));
    }

    private static void write(JsonGenerator json, CodePool pool) {
        json.writeObjectPropertyStart("codes");
        json.writeStringProperty("status", status(pool));
        json.writeNumberProperty("blocksReady", pool.blocksReady());
        json.writeNumberProperty("codesReady", pool.codesReady());
        json.writeNumberProperty("blocksTaken", pool.blocksTaken());
        json.writeNumberProperty("codesMade", pool.codesMade());
        json.writeNumberProperty("length", pool.length());
        json.writeNumberProperty(
                "shareUsed", pool.numbersInAll() == 0 ? 0 : (double) pool.numbersUsed() / pool.numbersInAll());
        json.writeEndObject();
    }

    private static String status(CodePool pool) {
        if (pool.blocksReady() == 0) {
            return "empty";
        }
        return pool.blocksReady() < LOW_BLOCKS ? "low" : "ok";
    }

    private static void write(JsonGenerator json, TaskStatus task) {
        json.writeStartObject();
        json.writeStringProperty("name", task.name());
        LinkJson.instant(json, "lastRun", task.lastRun());
        LinkJson.instant(json, "lastSuccess", task.lastSuccess());
        LinkJson.instant(json, "lastFailure", task.lastFailure());
        LinkJson.instant(json, "nextRun", task.nextRun());
        json.writeNumberProperty("failures", task.failures());
        LinkJson.text(json, "lastError", task.lastError());
        json.writeBooleanProperty("running", task.running());
        json.writeEndObject();
    }
}
