package dev.echocast.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.echocast.client.ClientEvent;
import dev.echocast.client.CloseStatus;
import dev.echocast.client.Message;
import org.jspecify.annotations.Nullable;

/**
 * Messages to the standard output, one line each, and remarks to the standard error.
 */
final class Output {

	private final OutputOptions options;

	private final PrintStream out;

	private final PrintStream err;

	Output(OutputOptions options, boolean insecure) {
		this(options, new PrintStream(System.out, false, StandardCharsets.UTF_8), System.err);
		if (insecure) {
			remark("warning: the server's certificate is not checked");
		}
	}

	Output(OutputOptions options, PrintStream out, PrintStream err) {
		this.options = options;
		this.out = out;
		this.err = err;
	}

	boolean hex() {
		return this.options.hex;
	}

	/** Shows an event; what is not a message appears with {@code --json} only. */
	void show(ClientEvent event) {
		if (this.options.json) {
			json(EventFields.of(event));
		}
		else if (event instanceof ClientEvent.Received received) {
			message(received.message());
		}
		else if (event instanceof ClientEvent.Retrying retrying) {
			remark(retrying.cause().getMessage() + "; " + Durations.again(retrying.delay()));
		}
		else if (event instanceof ClientEvent.Closed closed && closed.status().code() != CloseStatus.NORMAL.code()
				&& closed.by() == ClientEvent.Initiator.SERVER) {
			remark("closed by the server with " + closed.status());
		}
	}

	void message(Message message) {
		message(message, "");
	}

	void message(Message message, String prefix) {
		if (this.options.timestamps) {
			this.out.print(Instant.now() + " ");
		}
		this.out.print(Escape.text(prefix));
		if (message instanceof Message.Binary binary && this.options.raw) {
			this.out.writeBytes(binary.toArray());
		}
		else if (message instanceof Message.Binary binary) {
			this.out.println(Escape.hex(binary.bytes()));
		}
		else {
			this.out.println(this.options.raw ? message.asText() : Escape.text(message.asText()));
		}
		this.out.flush();
	}

	void json(Map<String, Object> fields) {
		Map<String, Object> all = new LinkedHashMap<>(fields);
		if (this.options.timestamps) {
			all.put("time", Instant.now().toString());
		}
		this.out.println(Json.write(all));
		this.out.flush();
	}

	boolean isJson() {
		return this.options.json;
	}

	void remark(@Nullable String remark) {
		if (!this.options.quiet) {
			this.err.println(Escape.text(String.valueOf(remark)));
		}
	}

}
