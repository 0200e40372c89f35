package dev.echocast.access;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.util.StringUtils;

/**
 * Keeps the place for a user's name in patterns as it is written. Spring would put there
 * what the environment calls {@code USER}, which is who runs the process.
 */
final class UserPlaceholders implements ConfigurationPropertiesBindHandlerAdvisor {

	private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of("echocast.access");

	private static final String PLACEHOLDER = "${user}";

	@Override
	public BindHandler apply(BindHandler handler) {
		return new AbstractBindHandler(handler) {

			@Override
			public @Nullable Object onSuccess(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
					Object result) {
				ConfigurationProperty property = context.getConfigurationProperty();
				String written = (property != null && isPatterns(name) && property.getName().equals(name))
						? property.getValue().toString() : "";
				return super.onSuccess(name, target, context,
						written.contains(PLACEHOLDER) ? asWritten(written, result) : result);
			}

		};
	}

	private static boolean isPatterns(ConfigurationPropertyName name) {
		return ROOT.isAncestorOf(name)
				&& (name.isLastElementIndexed() ? name.getParent() : name).getLastElement(Form.UNIFORM)
					.equals("topics");
	}

	private static Object asWritten(String value, Object result) {
		return (result instanceof List<?>)
				? List.of(StringUtils.trimArrayElements(StringUtils.commaDelimitedListToStringArray(value))) : value;
	}

}
