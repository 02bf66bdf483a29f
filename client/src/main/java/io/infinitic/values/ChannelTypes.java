package io.infinitic.values;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.type.TypeFactory;
import io.infinitic.workflows.SendChannel;
import java.lang.reflect.Method;
import java.lang.reflect.Type;

/** What channels carry. */
public final class ChannelTypes {

  private ChannelTypes() {}

  /**
   * What can be sent to the channel that a method of a workflow interface returns: also if its type
   * is an interface of its own, or has a type variable that the workflow interface binds. Object if
   * nothing is said.
   */
  public static Type element(Class<?> workflow, Method getter) {
    JavaType[] elements =
        Declared.result(TypeFactory.defaultInstance(), workflow, getter)
            .type()
            .findTypeParameters(SendChannel.class);
    return elements.length == 0 ? Object.class : elements[0];
  }
}
