package dev.echocast.access;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.convert.ConversionException;

/**
 * Keeps what stands in the place of keys, secrets and grants, but has another shape, out
 * of the log: Spring's failures, and what they were caused by, have the value in them.
 */
final class QuietBinding implements ConfigurationPropertiesBindHandlerAdvisor {

	private static final List<ConfigurationPropertyName> ROOTS = List.of(
			ConfigurationPropertyName.of("echocast.access.keys"), ConfigurationPropertyName.of("echocast.access.jwt"),
			ConfigurationPropertyName.of("echocast.access.anonymous"));

	@Override
	public BindHandler apply(BindHandler handler) {
		return new AbstractBindHandler(handler) {

			@Override
			public @Nullable Object onFailure(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
					Exception error) throws Exception {
				if (error instanceof ConversionException
						&& ROOTS.stream().anyMatch((root) -> root.equals(name) || root.isAncestorOf(name))) {
					throw new MisconfiguredException(name.toString(), "has parts of its own, and no value");
				}
				return super.onFailure(name, target, context, error);
			}

		};
	}

}
