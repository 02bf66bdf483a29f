package io.infinitic.workers;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.infinitic.annotations.Ignore;
import io.infinitic.annotations.Query;
import io.infinitic.annotations.Validator;
import io.infinitic.workflows.Channel;
import io.infinitic.workflows.Deferred;
import io.infinitic.workflows.SendChannel;
import io.infinitic.workflows.Workflow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** A workflow whose code is written where the test is that runs it. */
public final class Lambdas {

  private static final Map<String, Script> SCRIPTS = new ConcurrentHashMap<>();

  private Lambdas() {}

  /** Workflow code. It is run again in replays, so it makes what it changes itself. */
  public interface Script {
    String run(LambdaImpl self) throws Exception;
  }

  /** Keeps code under a name that can be passed as an argument. */
  public static String named(Script script) {
    String name = UUID.randomUUID().toString();
    SCRIPTS.put(name, script);
    return name;
  }

  /** Changes code: what a deployment does. */
  public static void replace(String name, Script script) {
    SCRIPTS.put(name, script);
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.MINIMAL_CLASS)
  public sealed interface Shape permits Circle, Square {}

  public record Circle(int radius) implements Shape {}

  public record Square(int side) implements Shape {}

  public record Note(String from, int priority) {}

  /** The contract. */
  public interface Lambda {
    String run(String script) throws IOException;

    String call(String script);

    void tell(String script);

    SendChannel<String> getNotes();

    SendChannel<Shape> getShapes();

    SendChannel<Note> getLetters();

    SendChannel<Object> getAnything();

    @Query
    String state();

    @Query
    String ask(String script);

    String checked(String value);

    @Validator("checked")
    void check(String value);
  }

  /** The instance: fields for all, code from outside. */
  public static final class LambdaImpl extends Workflow implements Lambda {
    public String s = "";
    public int n;
    public final List<String> list = new ArrayList<>();
    public final Map<String, Deferred<?>> kept = new java.util.HashMap<>();
    @Ignore public int asked;
    public final Channel<String> notes = channel();
    public final Channel<Shape> shapes = channel();
    public final Channel<Note> letters = channel();
    public final Channel<Object> anything = channel();

    /** The stub of this very run. */
    public Lambda self() {
      return getWorkflowById(Lambda.class, getWorkflowId());
    }

    @Override
    public String run(String script) throws IOException {
      return perform(script);
    }

    @Override
    public String call(String script) {
      return perform(script);
    }

    @Override
    public void tell(String script) {
      perform(script);
    }

    @Override
    public SendChannel<String> getNotes() {
      return notes;
    }

    @Override
    public SendChannel<Shape> getShapes() {
      return shapes;
    }

    @Override
    public SendChannel<Note> getLetters() {
      return letters;
    }

    @Override
    public SendChannel<Object> getAnything() {
      return anything;
    }

    @Override
    public String state() {
      asked++;
      return s;
    }

    @Override
    public String ask(String script) {
      return perform(script);
    }

    @Override
    public String checked(String value) {
      s += value;
      return s;
    }

    @Override
    public void check(String value) {
      if (value.length() > 3 || s.length() > 100) {
        throw new IllegalArgumentException(value + " is too long");
      }
    }

    private String perform(String script) {
      try {
        return SCRIPTS.get(script).run(this);
      } catch (Exception e) {
        throw LambdaImpl.<RuntimeException>unchanged(e);
      }
    }

    @SuppressWarnings("unchecked") // erased
    private static <E extends Exception> E unchanged(Exception e) throws E {
      throw (E) e;
    }
  }
}
