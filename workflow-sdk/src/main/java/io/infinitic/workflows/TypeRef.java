package io.infinitic.workflows;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;

/**
 * Names a type with its arguments: {@code new TypeRef<List<Order>>() {}}.
 *
 * @param <T> the type
 */
public abstract class TypeRef<T> {

  private final Type type;

  protected TypeRef() {
    if (!(getClass().getGenericSuperclass() instanceof ParameterizedType parameterized)
        || getClass().getSuperclass() != TypeRef.class) {
      throw new IllegalStateException("write new TypeRef<List<Order>>() {}, with a type");
    }
    type = parameterized.getActualTypeArguments()[0];
  }

  /** The type. */
  public final Type type() {
    return type;
  }
}
