package io.infinitic.workers;

import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.clients.InfiniticClient;
import io.infinitic.memory.InMemoryStore;
import io.infinitic.memory.InMemoryTransport;
import io.infinitic.transport.TimeSource;
import io.infinitic.workers.DefinitionsTest.Annotated;
import io.infinitic.workers.DefinitionsTest.AnnotatedImpl;
import io.infinitic.workers.DefinitionsTest.Calling;
import io.infinitic.workers.DefinitionsTest.CallingImpl;
import io.infinitic.workers.DefinitionsTest.StrongerImpl;
import io.infinitic.workers.tasks.ServiceSettings;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.aop.TargetClassAware;

/**
 * Objects that stand before a service: the annotations of the class behind them count. By its
 * interface a task is tried once, by its class three times.
 */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class ProxiesTest {

  private final StrongerImpl target = new StrongerImpl();

  private static String fails(Annotated service) {
    InMemoryTransport transport = new InMemoryTransport(1, TimeSource.SYSTEM);
    try (InfiniticWorker worker =
        InfiniticWorker.builder()
            .setTransport(transport)
            .setEngine(new InMemoryStore())
            .addService(Annotated.class, service, ServiceSettings.defaults())
            .addWorkflow(Calling.class, CallingImpl.class)
            .build()) {
      worker.startAsync();
      InfiniticClient client = worker.getClient();
      AnnotatedImpl.CALLS.set(0);
      return client.newWorkflow(Calling.class).call("fails");
    }
  }

  private static Annotated proxy(InvocationHandler handler, Class<?>... types) {
    return (Annotated) Proxy.newProxyInstance(ProxiesTest.class.getClassLoader(), types, handler);
  }

  @Test
  void ofTheInterfaceWhoseHandlerHasTheObject() {
    StrongerImpl behind = target;
    assertThat(
            fails(
                proxy(
                    (self, method, arguments) -> {
                      try {
                        return method.invoke(behind, arguments);
                      } catch (InvocationTargetException e) {
                        throw e.getCause();
                      }
                    },
                    Annotated.class)))
        .isEqualTo("attempt 3");
  }

  /** As Spring's are: nothing of the object can be seen, and a method tells its class. */
  @Test
  void ofTheInterfaceThatTellsTheClass() {
    assertThat(fails(proxy(handler(() -> target), Annotated.class, TargetClassAware.class)))
        .isEqualTo("attempt 3");
  }

  /** As containers make them by a class of their own. */
  @Test
  void ofTheClass() {
    assertThat(
            fails(
                new StrongerImpl() {
                  @Override
                  public String fails(String key) {
                    return target.fails(key);
                  }
                }))
        .isEqualTo("attempt 3");
  }

  @Test
  void thatTellNothingAreNamed() {
    try (LogLines log = LogLines.of(Proxies.class)) {
      assertThat(fails(proxy(handler(() -> target), Annotated.class))).isEqualTo("attempt 1");
      assertThat(log.lines())
          .singleElement()
          .asString()
          .startsWith("INF-2013")
          .contains(Annotated.class.getName(), "Put them on the interface");
    }
  }

  private static InvocationHandler handler(Supplier<Annotated> source) {
    return (self, method, arguments) -> {
      Annotated behind = source.get();
      if (method.getName().equals("getTargetClass")) {
        return behind.getClass();
      }
      try {
        return method.invoke(behind, arguments);
      } catch (InvocationTargetException e) {
        throw e.getCause();
      }
    };
  }
}
