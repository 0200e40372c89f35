package dev.echocast.transport;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * Bounds a configured size, in bytes.
 */
@Documented
@Constraint(validatedBy = SizeRange.Validator.class)
@Target({ ElementType.FIELD, ElementType.PARAMETER })
@Retention(RetentionPolicy.RUNTIME)
public @interface SizeRange {

	long min();

	long max();

	String message() default "must be between {min}B and {max}B";

	Class<?>[] groups() default {};

	Class<? extends Payload>[] payload() default {};

	/**
	 * Checks it; a missing value is others' concern.
	 */
	final class Validator implements ConstraintValidator<SizeRange, DataSize> {

		private long min;

		private long max;

		@Override
		public void initialize(SizeRange range) {
			this.min = range.min();
			this.max = range.max();
		}

		@Override
		public boolean isValid(@Nullable DataSize value, ConstraintValidatorContext context) {
			return value == null || (value.toBytes() >= this.min && value.toBytes() <= this.max);
		}

	}

}
