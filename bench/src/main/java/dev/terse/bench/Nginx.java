package dev.terse.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * nginx as the measure of a redirect: one worker on the servers' core, a map from codes to targets, {@code return 302},
 * no access log.
 */
final class Nginx implements AutoCloseable {
    private final ServerProcess process;
    private final URI address;

    private Nginx(ServerProcess process, URI address) {
        this.process = process;
        this.address = address;
    }

    /** Whether nginx can be told of a target: some characters mean something inside a map. */
    static boolean takes(String target) {
        return target.chars().noneMatch(c -> c == '$' || c == '\\' || c == '"');
    }

    /**
     * Starts it and waits until it answers.
     *
     * @param links targets by code, each of which it {@link #takes}
     */
    static Nginx start(Path folder, Map<String, String> links) throws IOException, InterruptedException {
        int port = Machine.freePort();
        Path configuration = folder.resolve("nginx.conf");
        // A map of many links is looked up as fast as one of few only where it has room: four places for each.
        int places = Math.max(65_536, 4 * links.size());
        int bucket = links.size() > 65_536 ? 512 : 128;
        Path map = folder.resolve("nginx.map");
        try (BufferedWriter out = Files.newBufferedWriter(map)) {
            for (Map.Entry<String, String> link : links.entrySet()) {
                out.write("/" + link.getKey() + " \"" + link.getValue() + "\";\n");
            }
        }
        Files.writeString(configuration, """
                daemon off;
                worker_processes 1;
                pid nginx.pid;
                error_log stderr error;
                events {
                  worker_connections 1024;
                }
                http {
                  access_log off;
                  keepalive_requests 1000000000;
                  client_body_temp_path body;
                  proxy_temp_path proxy;
                  fastcgi_temp_path fastcgi;
                  uwsgi_temp_path uwsgi;
                  scgi_temp_path scgi;
                  map_hash_max_size %d;
                  map_hash_bucket_size %d;
                  map $uri $target {
                    include %s;
                  }
                  server {
                    listen 127.0.0.1:%d backlog=1024;
                    location / {
                      if ($target = "") {
                        return 404;
                      }
                      return 302 $target;
                    }
                  }
                }
                """.formatted(places, bucket, map, port));
        ServerProcess process = ServerProcess.start(
                "nginx",
                List.of(Machine.program("nginx"), "-p", folder + "/", "-e", "stderr", "-c", configuration.toString()),
                Map.of(),
                folder);
        URI address = URI.create("http://127.0.0.1:" + port);
        try (HttpClient client = HttpClient.newHttpClient()) {
            process.awaitAnswer(client, address.resolve("/"), 404);
        } catch (InterruptedException | RuntimeException failure) {
            process.close();
            throw failure;
        }
        return new Nginx(process, address);
    }

    URI address() {
        return address;
    }

    /** The CPU time of its processes so far. */
    Duration cpu() {
        return process.cpu();
    }

    @Override
    public void close() {
        process.close();
    }
}
