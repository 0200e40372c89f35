package dev.echocast.broadcast;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.echocast.engine.Position;
import dev.echocast.engine.Publication;
import dev.echocast.transport.EncodedMessage;
import io.netty.util.IllegalReferenceCountException;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Large publications of the past in the forms in which members took them of late, so that
 * a crowd that comes back at once shares them. Safe for use from any thread.
 */
final class SharedForms implements AutoCloseable {

	/** Below it, encoding again costs less than looking. */
	static final int LARGE_BYTES = 4096;

	/** Room for the largest messages, and a small part of any heap. */
	private static final long MAX_BYTES = Math.min(8 * 1024 * 1024, Runtime.getRuntime().maxMemory() / 64);

	private record Key(String topic, Position position, WireForm form) {
	}

	private final Cache<Key, EncodedMessage> forms = Caffeine.newBuilder()
		.maximumWeight(MAX_BYTES)
		.weigher((Key key, EncodedMessage message) -> message.wireBytes())
		.executor(Runnable::run)
		.removalListener(SharedForms::removed)
		.build();

	private static void removed(@Nullable Key key, @Nullable EncodedMessage message, RemovalCause cause) {
		ReferenceCountUtil.release(message);
	}

	/**
	 * Encode a publication, or find it encoded; the result has one reference, the
	 * caller's.
	 */
	EncodedMessage encode(Publication publication, WireForm form) {
		if (publication.message().payload().length < LARGE_BYTES) {
			return form.encode(publication);
		}
		Key key = new Key(publication.message().topic(), publication.position(), form);
		EncodedMessage present = retained(this.forms.getIfPresent(key));
		if (present != null) {
			return present;
		}
		EncodedMessage encoded = form.encode(publication);
		this.forms.put(key, encoded.retain());
		return encoded;
	}

	private static @Nullable EncodedMessage retained(@Nullable EncodedMessage message) {
		try {
			return (message != null) ? message.retain() : null;
		}
		catch (IllegalReferenceCountException removedMeanwhile) {
			return null;
		}
	}

	@Override
	public void close() {
		this.forms.invalidateAll();
	}

}
