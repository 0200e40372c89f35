package dev.echocast.session;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import org.jspecify.annotations.Nullable;

/**
 * An address, or a subnet in CIDR notation.
 */
@Constraint(validatedBy = SubnetForm.Validator.class)
@Target({ ElementType.FIELD, ElementType.PARAMETER, ElementType.TYPE_USE })
@Retention(RetentionPolicy.RUNTIME)
@interface SubnetForm {

	String message() default "must be an address or a subnet such as 10.0.0.0/8";

	Class<?>[] groups() default {};

	Class<? extends Payload>[] payload() default {};

	/**
	 * Checks it; a missing value is others' concern.
	 */
	final class Validator implements ConstraintValidator<SubnetForm, String> {

		@Override
		public boolean isValid(@Nullable String value, ConstraintValidatorContext context) {
			try {
				if (value != null) {
					TrustedProxies.subnet(value);
				}
				return true;
			}
			catch (IllegalArgumentException ex) {
				return false;
			}
		}

	}

}
