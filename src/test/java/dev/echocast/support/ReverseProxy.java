package dev.echocast.support;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;

import static org.awaitility.Awaitility.await;

/**
 * A real reverse proxy in front of the service, configured as the manual says but for its
 * timeouts, which are a second.
 */
public final class ReverseProxy implements AutoCloseable {

	private static final String NGINX = """
			daemon off;
			pid $directory/nginx.pid;
			error_log stderr;
			events {}
			http {
			  access_log off;
			  client_body_temp_path $directory/body;
			  proxy_temp_path $directory/proxy;
			  fastcgi_temp_path $directory/fastcgi;
			  uwsgi_temp_path $directory/uwsgi;
			  scgi_temp_path $directory/scgi;
			  server {
			    listen 127.0.0.1:$port;
			    location / {
			      proxy_pass http://127.0.0.1:$service;
			      proxy_http_version 1.1;
			      proxy_set_header Host $http_host;
			      proxy_set_header Upgrade $http_upgrade;
			      proxy_set_header Connection upgrade;
			      proxy_set_header X-Forwarded-For $remote_addr;
			      proxy_read_timeout 3s;
			      proxy_send_timeout 3s;
			    }
			  }
			}
			""";

	private static final String HAPROXY = """
			defaults
			  mode http
			  timeout connect 5s
			  timeout client 3s
			  timeout server 3s
			  timeout tunnel 3s
			frontend public
			  bind 127.0.0.1:$port
			  http-request set-header X-Forwarded-For %[src]
			  default_backend echocast
			backend echocast
			  server one 127.0.0.1:$service
			""";

	private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

	private final Process process;

	private final int port;

	private ReverseProxy(Process process, int port) {
		this.process = process;
		this.port = port;
	}

	/** Start nginx or HAProxy; the test is skipped where it is not installed. */
	public static ReverseProxy start(String name, Path directory, int service) throws IOException {
		String program = find(name);
		int port = freePort();
		String configuration = (name.equals("nginx") ? NGINX : HAPROXY).replace("$directory", directory.toString())
			.replace("$port", Integer.toString(port))
			.replace("$service", Integer.toString(service));
		Path file = Files.writeString(directory.resolve(name + ".conf"), configuration);
		List<String> command = name.equals("nginx") ? List.of(program, "-e", "stderr", "-c", file.toString())
				: List.of(program, "-db", "-f", file.toString());
		Process process = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(directory.resolve(name + ".log").toFile())
			.start();
		ReverseProxy proxy = new ReverseProxy(process, port);
		await().ignoreExceptionsInstanceOf(IOException.class).until(proxy::accepts);
		return proxy;
	}

	private static String find(String name) {
		Path program = Stream.of("/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin")
			.map((directory) -> Path.of(directory, name))
			.filter(Files::isExecutable)
			.findFirst()
			.orElse(null);
		Assumptions.assumeTrue(program != null, "skipped: no " + name);
		return program.toString();
	}

	/** A port that no other proxy was given, which may not listen to it yet. */
	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return GIVEN.add(socket.getLocalPort()) ? socket.getLocalPort() : freePort();
		}
	}

	private boolean accepts() throws IOException {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			return socket.isConnected();
		}
	}

	public int port() {
		return this.port;
	}

	@Override
	public void close() throws IOException {
		try {
			this.process.destroy();
			if (!this.process.waitFor(Timeouts.SOON.toSeconds(), TimeUnit.SECONDS)) {
				this.process.destroyForcibly();
			}
		}
		catch (InterruptedException ex) {
			throw new IOException(ex);
		}
	}

}
