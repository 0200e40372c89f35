package dev.echocast.startup;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.convert.ConversionFailedException;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.FieldError;

/**
 * Explains a wrong property: its name, its value and what is allowed.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class PropertyFailureAnalyzer extends AbstractFailureAnalyzer<BindException> {

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BindException cause) {
		String description = describe(cause);
		return (description != null) ? new FailureAnalysis(description, null, rootFailure) : null;
	}

	private @Nullable String describe(BindException failure) {
		BindValidationException invalid = findCause(failure, BindValidationException.class);
		if (invalid != null) {
			return invalid.getValidationErrors()
				.getAllErrors()
				.stream()
				.filter(FieldError.class::isInstance)
				.map(FieldError.class::cast)
				.map((error) -> invalid.getValidationErrors().getName() + "." + kebab(error.getField()) + " = "
						+ error.getRejectedValue() + ": " + error.getDefaultMessage())
				.sorted()
				.collect(Collectors.joining("; "));
		}
		UnboundConfigurationPropertiesException unknown = findCause(failure,
				UnboundConfigurationPropertiesException.class);
		if (unknown != null) {
			return unknown.getUnboundProperties()
				.stream()
				.map((property) -> property.getName() + ": there is no such property")
				.sorted()
				.collect(Collectors.joining("; "));
		}
		ConfigurationProperty property = failure.getProperty();
		ConversionFailedException conversion = findCause(failure, ConversionFailedException.class);
		if (property != null && conversion != null) {
			return property.getName() + " = " + property.getValue() + ": must be "
					+ allowed(conversion.getTargetType().getType());
		}
		return null;
	}

	private static String allowed(Class<?> type) {
		if (type.isEnum()) {
			return Arrays.stream(type.getEnumConstants())
				.map((value) -> ((Enum<?>) value).name().toLowerCase(Locale.ROOT).replace('_', '-'))
				.collect(Collectors.joining(", ", "one of ", ""));
		}
		if (type == Duration.class) {
			return "a duration such as 500ms, 10s or 5m";
		}
		if (type == DataSize.class) {
			return "a size such as 64KB or 1MB";
		}
		return (type == Boolean.class || type == boolean.class) ? "true or false" : "a whole number";
	}

	private static String kebab(String field) {
		return field.replaceAll("([a-z])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
	}

}
