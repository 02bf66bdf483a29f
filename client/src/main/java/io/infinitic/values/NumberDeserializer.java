package io.infinitic.values;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.NumberDeserializers;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Map;

/**
 * Numbers of undeclared kind: decimals that a double does not keep, digit by digit, are {@link
 * BigDecimal}s.
 */
final class NumberDeserializer extends StdScalarDeserializer<Number> {

  private static final long serialVersionUID = 1L;

  /** What JSON has no numbers for: as Jackson writes it. */
  private static final Map<String, Double> SPECIAL =
      Map.of(
          "NaN", Double.NaN,
          "Infinity", Double.POSITIVE_INFINITY,
          "-Infinity", Double.NEGATIVE_INFINITY);

  NumberDeserializer() {
    super(Number.class);
  }

  @Override
  public Number deserialize(JsonParser parser, DeserializationContext context) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NUMBER_FLOAT) {
      String text = parser.getText();
      double value = parser.getDoubleValue();
      return Double.toString(value).equals(text) ? (Number) value : new BigDecimal(text);
    }
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      Double special = SPECIAL.get(parser.getText());
      if (special != null) {
        return special;
      }
    }
    return (Number) NumberDeserializers.NumberDeserializer.instance.deserialize(parser, context);
  }
}
