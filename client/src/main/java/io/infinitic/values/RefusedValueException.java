package io.infinitic.values;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonMappingException;

/** A value that is not written, with the reason in our words; Jackson adds the path. */
final class RefusedValueException extends JsonMappingException {

  private static final long serialVersionUID = 1L;

  RefusedValueException(JsonGenerator generator, String reason) {
    super(generator, reason);
  }
}
