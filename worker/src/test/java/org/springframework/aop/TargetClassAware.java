package org.springframework.aop;

/** As Spring has it, which the worker knows by its name alone. */
public interface TargetClassAware {
  Class<?> getTargetClass();
}
