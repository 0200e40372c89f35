package dev.echocast.web;

import java.util.List;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.codec.HttpMessageWriter;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.util.InvalidMimeTypeException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.reactive.result.view.ViewResolver;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import org.springframework.web.util.DisconnectedClientHelper;
import reactor.core.publisher.Mono;

/**
 * What no route answered: the peer's mistakes get their status, ours 500 and no detail.
 */
final class ErrorHandler implements WebExceptionHandler {

	private static final Log logger = LogFactory.getLog(ErrorHandler.class);

	private final ServerResponse.Context context;

	ErrorHandler(ServerCodecConfigurer codecs) {
		List<HttpMessageWriter<?>> writers = codecs.getWriters();
		this.context = new ServerResponse.Context() {

			@Override
			public List<HttpMessageWriter<?>> messageWriters() {
				return writers;
			}

			@Override
			public List<ViewResolver> viewResolvers() {
				return List.of();
			}

		};
	}

	@Override
	public Mono<Void> handle(ServerWebExchange exchange, Throwable failure) {
		if (DisconnectedClientHelper.isClientDisconnectedException(failure)) {
			// Nobody is there to be answered, and nothing is wrong here.
			return Mono.empty();
		}
		if (exchange.getResponse().isCommitted()) {
			return Mono.error(failure);
		}
		HttpStatusCode status = status(failure);
		if (isFault(status)) {
			logger.error("Request " + exchange.getRequest().getId() + " failed", failure);
		}
		String detail = detail(status, failure);
		boolean api = exchange.getRequest().getPath().value().startsWith("/api/");
		return (api ? Problems.respond(status, detail) : PlainText.error(status, detail))
			.flatMap((response) -> response.writeTo(exchange, this.context));
	}

	/** Whether it is ours. That something cannot be had now is told on purpose. */
	private static boolean isFault(HttpStatusCode status) {
		return status.is5xxServerError() && status.value() != HttpStatus.SERVICE_UNAVAILABLE.value();
	}

	private static HttpStatusCode status(Throwable failure) {
		if (failure instanceof ErrorResponse response) {
			return response.getStatusCode();
		}
		// Nothing but headers, such as Accept, is read as a media type.
		boolean header = failure instanceof InvalidMediaTypeException || failure instanceof InvalidMimeTypeException;
		return header ? HttpStatus.BAD_REQUEST : HttpStatus.INTERNAL_SERVER_ERROR;
	}

	private static String detail(HttpStatusCode status, Throwable failure) {
		if (!isFault(status) && failure instanceof ErrorResponse response && response.getBody().getDetail() != null) {
			return response.getBody().getDetail();
		}
		HttpStatus known = HttpStatus.resolve(status.value());
		return (known != null) ? known.getReasonPhrase() : "Error";
	}

}
