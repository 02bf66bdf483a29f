package io.infinitic.values;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ValueNode;
import java.io.Serial;
import java.math.BigDecimal;

/** Nodes with decimals that keep their digits; those that a double keeps are doubles. */
final class ExactNodes extends JsonNodeFactory {

  @Serial private static final long serialVersionUID = 1L;

  ExactNodes() {
    super(true);
  }

  @Override
  public ValueNode numberNode(BigDecimal number) {
    double value = number == null ? Double.NaN : number.doubleValue();
    boolean exact = Double.isFinite(value) && new BigDecimal(Double.toString(value)).equals(number);
    return exact ? numberNode(value) : super.numberNode(number);
  }
}
