package dev.terse.app;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** The {@code terse} command. Exit codes: 0 done, 1 the start failed, 2 wrong use or wrong configuration. */
public final class Main {
    private static final int FAILED = 1;
    private static final int WRONG_USE = 2;
    private static final String SERVE = "serve";
    private static final String SHIP = "ship";
    private static final String FOLDER = "DIR";
    private static final String CONFIG_FLAG = "--config";

    private Main() {}

    public static void main(String[] args) {
        int status = command(System.getenv()).execute(args);
        if (status != 0) {
            System.exit(status);
        }
    }

    private static CommandLine command(Map<String, String> environment) {
        CommandSpec terse = CommandSpec.create()
                .name("terse")
                .mixinStandardHelpOptions(true)
                .version("terse " + Version.current());
        terse.usageMessage().description("A URL shortener: create, redirect and worker, in one process or as three.");
        terse.addSubcommand(SERVE, serve());
        terse.addSubcommand("journal", journal());
        CommandLine line = new CommandLine(terse);
        line.setExecutionStrategy(parsed -> {
            Integer help = CommandLine.executeHelpRequest(parsed);
            if (help != null) {
                return help;
            }
            ParseResult chosen = parsed;
            while (chosen.hasSubcommand()) {
                chosen = chosen.subcommand();
            }
            return switch (chosen.commandSpec().name()) {
                case SERVE -> serve(chosen, environment, line.getErr());
                case SHIP -> ship(chosen, environment, line.getOut(), line.getErr());
                default -> {
                    chosen.commandSpec().commandLine().usage(line.getErr());
                    yield WRONG_USE;
                }
            };
        });
        return line;
    }

    private static CommandSpec serve() {
        CommandSpec serve = CommandSpec.create().mixinStandardHelpOptions(true);
        serve.usageMessage()
                .description("Starts the server. Every flag is also a key of the environment or of a properties file: "
                        + "--ops-port is " + Setting.OPS_PORT.key() + ". A secret is given as a file here, because"
                        + " other users of the machine can read flags.");
        addSettings(serve);
        return serve;
    }

    private static CommandSpec journal() {
        CommandSpec ship = CommandSpec.create().mixinStandardHelpOptions(true);
        ship.usageMessage()
                .description(
                        "Hands over the clicks in the data folder of a process that will not start again, and deletes"
                                + " them there. The store is the one that `terse serve` would use with the same flags, environment"
                                + " and file.");
        ship.addPositional(PositionalParamSpec.builder()
                .paramLabel(FOLDER)
                .type(Path.class)
                .arity("1")
                .required(true)
                .description("The data folder, in which there is one called journal")
                .build());
        addSettings(ship);
        CommandSpec journal = CommandSpec.create().mixinStandardHelpOptions(true);
        journal.usageMessage().description("Looks after clicks that were recorded and are not counted yet.");
        journal.addSubcommand(SHIP, ship);
        return journal;
    }

    private static void addSettings(CommandSpec command) {
        command.addOption(OptionSpec.builder(CONFIG_FLAG)
                .paramLabel("FILE")
                .type(Path.class)
                .description("Properties file with the same keys as the environment")
                .build());
        for (Setting setting : Setting.values()) {
            String preset = setting.preset().isEmpty() ? "" : " (default: " + setting.preset() + ")";
            command.addOption(OptionSpec.builder(setting.flag())
                    .paramLabel(setting.isSecret() ? "FILE" : "VALUE")
                    .type(String.class)
                    .description((setting.purpose() + preset).replace("%", "%%"))
                    .build());
        }
    }

    private static int serve(ParseResult parsed, Map<String, String> environment, PrintWriter err) {
        return configured(parsed, environment, err)
                .map(config -> run(config, err))
                .orElse(WRONG_USE);
    }

    private static int ship(ParseResult parsed, Map<String, String> environment, PrintWriter out, PrintWriter err) {
        Path folder = parsed.matchedPositionalValue(0, Path.of(""));
        Optional<Config> config = configured(parsed, environment, err);
        if (config.isEmpty()) {
            return WRONG_USE;
        }
        try {
            out.println(new OrphanedFolder(folder).ship(config.get(), InstantSource.system()));
            out.flush();
            return 0;
        } catch (StartFailure failure) {
            err.println("terse: " + failure.getMessage());
            err.flush();
            return FAILED;
        }
    }

    /** The configuration, for which the log is then set up; empty where it has mistakes, which are told. */
    private static Optional<Config> configured(ParseResult parsed, Map<String, String> environment, PrintWriter err) {
        Map<Setting, String> flags = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            String value = parsed.matchedOptionValue(setting.flag(), null);
            if (value != null) {
                flags.put(setting, value);
            }
        }
        @Nullable Path file = parsed.matchedOptionValue(CONFIG_FLAG, null);
        Config config;
        try {
            config = ConfigReader.read(environment, file, flags);
        } catch (ConfigReader.InvalidConfig invalid) {
            err.println("terse: the configuration has mistakes:");
            invalid.mistakes().forEach(mistake -> err.println("  " + mistake));
            err.println("`terse serve --help` lists every key.");
            err.flush();
            return Optional.empty();
        }
        Logging.configure(config);
        return Optional.of(config);
    }

    private static int run(Config config, PrintWriter err) {
        CountDownLatch stopped = new CountDownLatch(1);
        Server server = new Server(config, InstantSource.system());
        Thread hook = Thread.ofPlatform().name("terse-stop").unstarted(() -> {
            server.close();
            stopped.countDown();
        });
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            server.start();
        } catch (StartFailure failure) {
            err.println("terse: " + failure.getMessage());
            err.flush();
            return FAILED;
        }
        Banner.print(config, server, System.out);
        try {
            stopped.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return 0;
    }
}
