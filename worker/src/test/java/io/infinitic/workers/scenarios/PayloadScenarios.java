package io.infinitic.workers.scenarios;

import static io.infinitic.workflows.Workflow.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.clients.EventType;
import io.infinitic.exceptions.InvalidInlineException;
import io.infinitic.exceptions.TaskFailedException;
import io.infinitic.workers.Flows.Service;
import io.infinitic.workers.Lambdas.Circle;
import io.infinitic.workers.Lambdas.Script;
import io.infinitic.workers.Lambdas.Shape;
import io.infinitic.workers.Lambdas.Square;
import io.infinitic.workflows.Channel;
import io.infinitic.workflows.Deferred;
import io.infinitic.workflows.SendChannel;
import io.infinitic.workflows.TypeRef;
import io.infinitic.workflows.WorkflowOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Values on their way. */
public abstract class PayloadScenarios extends Scenarios {

  @Test
  void voidPrimitivesAndArrays() {
    Values values = client().newWorkflow(Values.class);
    assertThat(values.sum(1, 2L, (short) 3, (byte) 4, 'a', 1.5f, 2.5, true)).isEqualTo(109.0);
    assertThat(values.bytes(new byte[] {1, 2})).containsExactly(2, 1);
    assertThat(values.join("-", "a", "b", "c")).isEqualTo("a-b-c");
    values.nothing(null);
  }

  @Test
  void optionalsDatesAndMaps() {
    Values values = client().newWorkflow(Values.class);
    assertThat(values.optional(Optional.of("x"))).contains("x!");
    assertThat(values.optional(Optional.empty())).isEmpty();
    Instant now = Instant.parse("2026-01-02T03:04:05.678Z");
    assertThat(values.later(now, Duration.ofDays(1))).isEqualTo(now.plus(Duration.ofDays(1)));
    assertThat(values.invert(Map.of("a", List.of(new Circle(1), new Circle(2)))))
        .containsEntry("a", List.of(2, 1));
  }

  @Test
  void sealedTypesThroughATask() {
    Values values = client().newWorkflow(Values.class);
    assertThat(values.grow(List.of(new Circle(1), new Square(2))))
        .isEqualTo(List.of(new Circle(2), new Square(4)));
  }

  @Test
  void genericMethodsOfABaseInterface() {
    Values values = client().newWorkflow(Values.class);
    assertThat(values.same(new Circle(5))).isEqualTo(new Circle(5));
    assertThat(values.twice("a")).isEqualTo("aa");
  }

  @Test
  void typeThatCannotBeReadFailsTheTaskWithItsPath() {
    assertThat(
            run(
                w -> {
                  Misnamed wrong = newService(Misnamed.class);
                  try {
                    return wrong.inc("not a number");
                  } catch (TaskFailedException e) {
                    return e.getFailure().getMessage();
                  }
                }))
        .contains("int");
  }

  @Test
  void channelsOfOptionals() {
    String id = key();
    var options = WorkflowOptions.defaults().withWorkflowId(id);
    Offers offers = client().newWorkflow(Offers.class, options);
    var result = client().dispatch(offers::collect, "b");
    Offers running = client().getWorkflowById(Offers.class, id);
    running.getTexts().send(Optional.of("a"));
    running.getTexts().send(Optional.empty());
    running.getCircles().send(List.of(Optional.of(new Circle(1)), Optional.empty()));
    assertThat(result.await()).isEqualTo("a-b[1, -1]");
  }

  @Test
  void inlineGivesBackWhatWentIn() {
    assertThat(
            run(
                w -> {
                  Circle circle = inline(() -> new Circle(3));
                  List<Shape> shapes = inline(() -> List.of(new Circle(1), new Square(2)));
                  TreeMap<String, Circle> sorted =
                      inline(() -> new TreeMap<>(Map.of("a", new Circle(4))));
                  Optional<Circle> full = inline(() -> Optional.of(new Circle(5)));
                  List<Number> numbers =
                      inline(new TypeRef<List<Number>>() {}, () -> List.of(1, 2.5));
                  sleep(Duration.ofMillis(1)); // a decision more, to be replayed
                  return ""
                      + circle.radius()
                      + shapes
                      + sorted.firstEntry().getValue().radius()
                      + full.orElseThrow().radius()
                      + numbers;
                }))
        .isEqualTo("3[Circle[radius=1], Square[side=2]]45[1, 2.5]");
  }

  @Test
  void inlineRefusesWhatWouldNotComeBack() {
    assertThat(stuckBy(w -> "" + inline(() -> List.of(1L, 2.5)).get(0).longValue()))
        .contains("the value of inline() cannot be written")
        .contains("Name it where the value is made");
  }

  @Test
  void stubCallInAnInlineFunctionMayBeCaughtInItButNotAroundIt() {
    String id = key();
    Script caughtWithin =
        w -> {
          Service service = newService(Service.class);
          String recorded =
              inline(
                  () -> {
                    try {
                      return service.echo("x");
                    } catch (InvalidInlineException e) {
                      return "caught";
                    }
                  });
          return recorded + " " + service.echo("y");
        };
    assertThat(start(id, caughtWithin).await()).isEqualTo("caught y");
    assertThat(client().history(id).stream().filter(e -> e.type() == EventType.TASK_ENDED))
        .as("what the function has called was not asked for")
        .hasSize(1);
    assertThat(
            stuckBy(
                w -> {
                  Service service = newService(Service.class);
                  try {
                    return inline(() -> service.echo("x"));
                  } catch (InvalidInlineException e) {
                    return service.echo("caught");
                  }
                }))
        .contains("InvalidInlineException", "Service.echo inside inline()");
  }

  @Test
  void argumentThatWouldNotComeBackIsRefusedWhereItIsPassed() {
    assertThat(
            stuckBy(
                w -> {
                  Deferred<String> pending = dispatch(newService(Service.class)::echo, "x");
                  w.anything.send(List.of(pending));
                  return "";
                }))
        .contains("at $[0] a Deferred is no value");
  }

  /** With channels of what may be missing. */
  public interface Offers {
    String collect(String own);

    SendChannel<Optional<String>> getTexts();

    SendChannel<List<Optional<Circle>>> getCircles();
  }

  /** Takes two texts of others, then one that it sends itself, and a list. */
  public static class OffersImpl extends io.infinitic.workflows.Workflow implements Offers {
    private final Channel<Optional<String>> texts = channel();
    private final Channel<List<Optional<Circle>>> circles = channel();

    @Override
    public String collect(String own) {
      Deferred<Optional<String>> received = texts.receive();
      String all = received.await().orElse("-") + received.await().orElse("-");
      texts.send(Optional.of(own));
      all += received.await().orElse("-");
      return all
          + circles.receive().await().stream()
              .map(circle -> circle.map(Circle::radius).orElse(-1))
              .toList();
    }

    @Override
    public Channel<Optional<String>> getTexts() {
      return texts;
    }

    @Override
    public Channel<List<Optional<Circle>>> getCircles() {
      return circles;
    }
  }

  /** Another view of the service: as of a client that was not updated. */
  @io.infinitic.annotations.Name(name = "io.infinitic.workers.Flows$Service")
  public interface Misnamed {
    String inc(String text);
  }

  /** A generic base. */
  public interface Base<T> {
    T same(T value);

    default String twice(String text) {
      return text + text;
    }
  }

  /** Values of all kinds. */
  public interface Values extends Base<Shape> {
    double sum(int a, long b, short c, byte d, char e, float f, double g, boolean h);

    byte[] bytes(byte[] bytes);

    String join(String with, String... parts);

    void nothing(Void none);

    Optional<String> optional(Optional<String> text);

    Instant later(Instant at, Duration by);

    Map<String, List<Integer>> invert(Map<String, List<Circle>> circles);

    List<Shape> grow(List<Shape> shapes);
  }

  /** Values of all kinds, by way of a service with the same interface. */
  public static class ValuesImpl extends io.infinitic.workflows.Workflow implements Values {
    private final Values service = newService(ValuesService.class);

    @Override
    public Shape same(Shape value) {
      return service.same(value);
    }

    @Override
    public double sum(int a, long b, short c, byte d, char e, float f, double g, boolean h) {
      return service.sum(a, b, c, d, e, f, g, h);
    }

    @Override
    public byte[] bytes(byte[] bytes) {
      return service.bytes(bytes);
    }

    @Override
    public String join(String with, String... parts) {
      return service.join(with, parts);
    }

    @Override
    public void nothing(Void none) {
      service.nothing(none);
    }

    @Override
    public Optional<String> optional(Optional<String> text) {
      return service.optional(text);
    }

    @Override
    public Instant later(Instant at, Duration by) {
      return service.later(at, by);
    }

    @Override
    public Map<String, List<Integer>> invert(Map<String, List<Circle>> circles) {
      return service.invert(circles);
    }

    @Override
    public List<Shape> grow(List<Shape> shapes) {
      return service.grow(shapes);
    }
  }

  /** The same as tasks. */
  public interface ValuesService extends Values {}

  /** The same as tasks. */
  public static class ValuesServiceImpl implements ValuesService {
    @Override
    public Shape same(Shape value) {
      return value;
    }

    @Override
    public double sum(int a, long b, short c, byte d, char e, float f, double g, boolean h) {
      return a + b + c + d + (e - 'a') + f + g + (h ? 95 : 0);
    }

    @Override
    public byte[] bytes(byte[] bytes) {
      return new byte[] {bytes[1], bytes[0]};
    }

    @Override
    public String join(String with, String... parts) {
      return String.join(with, parts);
    }

    @Override
    public void nothing(Void none) {}

    @Override
    public Optional<String> optional(Optional<String> text) {
      return text.map(t -> t + "!");
    }

    @Override
    public Instant later(Instant at, Duration by) {
      return at.plus(by);
    }

    @Override
    public Map<String, List<Integer>> invert(Map<String, List<Circle>> circles) {
      return circles.entrySet().stream()
          .collect(
              Collectors.toMap(
                  Map.Entry::getKey,
                  entry ->
                      List.of(entry.getValue().get(1).radius(), entry.getValue().get(0).radius())));
    }

    @Override
    public List<Shape> grow(List<Shape> shapes) {
      return shapes.stream()
          .map(
              shape ->
                  shape instanceof Circle circle
                      ? (Shape) new Circle(circle.radius() * 2)
                      : new Square(((Square) shape).side() * 2))
          .toList();
    }
  }
}
