package io.infinitic.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.infinitic.clients.Deferred;
import io.infinitic.clients.InfiniticClient;
import io.infinitic.examples.InMemory;
import io.infinitic.workers.InfiniticWorker;
import io.infinitic.workflows.Channel;
import io.infinitic.workflows.SendChannel;
import io.infinitic.workflows.Workflow;
import io.infinitic.workflows.WorkflowOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Signals. */
class ChannelsTest {

  /** What may happen to a parcel. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
  public sealed interface Event permits Scanned, Delivered {}

  /** Somebody scanned it. */
  public record Scanned(String place) implements Event {}

  /** It was handed over. */
  public record Delivered(String to) implements Event {}

  /** Follows a parcel. */
  public interface Parcel {

    // tag::channel-interface
    SendChannel<Event> getEvents(); // a method without parameters; it names the channel

    String follow();

    // end::channel-interface

    List<String> threePlaces();

    String filtered();

    String inTurn();

    void forward(String parcel);
  }

  /** The same. */
  public static class ParcelImpl extends Workflow implements Parcel {

    // tag::channel-class
    private final Channel<Event> events = channel(); // in a field, set when the instance is made

    @Override
    public Channel<Event> getEvents() {
      return events;
    }

    @Override
    public String follow() {
      io.infinitic.workflows.Deferred<Event> event = events.receive();
      String route = "";
      while (true) {
        Event next = event.await(); // each await takes the next signal
        if (next instanceof Scanned scanned) {
          route += scanned.place() + ", ";
        } else if (next instanceof Delivered delivered) {
          return route + delivered.to();
        }
      }
    }

    // end::channel-class

    @Override
    public List<String> threePlaces() {
      List<String> places = new ArrayList<>();
      // tag::channel-limit
      io.infinitic.workflows.Deferred<Scanned> scans = events.receive(Scanned.class, 3);
      for (int i = 0; i < 3; i++) {
        places.add(scans.await().place());
      }
      scans.await(); // beyond the limit: the third again
      // end::channel-limit
      return places;
    }

    @Override
    public String filtered() {
      // tag::channel-filters
      // only this type; other signals stay in the channel
      Delivered delivered = events.receive(Delivered.class).await();
      // that satisfy a predicate, which must not wait nor change anything
      Scanned home = events.receive(Scanned.class, scan -> scan.place().equals("home")).await();
      // whose JSON has something at a path
      Event far = events.receive("$[?(@.place == 'far away')]").await();
      // end::channel-filters
      return delivered.to() + " " + home.place() + " " + ((Scanned) far).place();
    }

    @Override
    public String inTurn() {
      // tag::channel-order
      var scan = events.receive(Scanned.class); // made first, but nobody waits for it yet
      var any = async(() -> events.receive().await()); // waits first, for whatever comes
      var delivered = async(() -> events.receive(Delivered.class).await()); // waits second
      String place = scan.await().place(); // waits third
      // Scanned("Paris"), Scanned("Lyon") and Delivered("Ada") are sent
      Event first = any.await(); // Paris, although `scan` was made before; place is Lyon
      String to = delivered.await().to(); // Ada
      // end::channel-order
      return first + ", " + place + ", " + to;
    }

    @Override
    public void forward(String parcel) {
      // tag::channel-from-workflow
      Parcel other = getWorkflowById(Parcel.class, parcel);
      other.getEvents().send(new Delivered("a neighbour")); // waits until the run has accepted it
      dispatchVoid(other.getEvents()::send, new Scanned("the street")); // does not wait
      // end::channel-from-workflow
    }
  }

  private final InfiniticWorker worker =
      InMemory.start(with -> with.addWorkflow(Parcel.class, ParcelImpl.class));
  private final InfiniticClient client = worker.getClient();

  @AfterEach
  void stop() {
    worker.close();
  }

  private Parcel newParcel(String id) {
    return client.newWorkflow(
        Parcel.class, WorkflowOptions.defaults().withWorkflowId(id).withTags(Set.of("fragile")));
  }

  @Test
  void signalsComeInOrder() {
    Deferred<String> route = client.dispatch(newParcel("p-1")::follow);
    // tag::channel-client
    Parcel parcel = client.getWorkflowById(Parcel.class, "p-1");
    parcel.getEvents().send(new Scanned("Paris"));
    client.dispatchVoidAsync(parcel.getEvents()::send, new Scanned("Lyon")).join();
    parcel.getEvents().send(new Delivered("Ada"));
    // end::channel-client
    assertThat(route.await()).isEqualTo("Paris, Lyon, Ada");
  }

  @Test
  void limit() {
    Deferred<List<String>> places = client.dispatch(newParcel("p-2")::threePlaces);
    Parcel parcel = client.getWorkflowById(Parcel.class, "p-2");
    for (String place : List.of("a", "b", "c")) {
      client.dispatchVoidAsync(parcel.getEvents()::send, new Scanned(place)).join();
    }
    assertThat(places.await()).containsExactly("a", "b", "c");
  }

  @Test
  void filters() {
    Deferred<String> result = client.dispatch(newParcel("p-3")::filtered);
    Parcel parcel = client.getWorkflowById(Parcel.class, "p-3");
    parcel.getEvents().send(new Scanned("far away"));
    parcel.getEvents().send(new Scanned("on the way"));
    parcel.getEvents().send(new Scanned("home"));
    parcel.getEvents().send(new Delivered("Ada"));
    assertThat(result.await()).isEqualTo("Ada home far away");
  }

  @Test
  void signalsGoToTheFirstThatWaits() throws Exception {
    Deferred<String> result = client.dispatch(newParcel("p-8")::inTurn);
    InMemory.until(() -> !client.describe("p-8").waits().isEmpty());
    Parcel parcel = client.getWorkflowById(Parcel.class, "p-8");
    for (Event event : List.of(new Scanned("Paris"), new Scanned("Lyon"), new Delivered("Ada"))) {
      parcel.getEvents().send(event);
    }
    assertThat(result.await()).isEqualTo("Scanned[place=Paris], Lyon, Ada");
  }

  @Test
  void fromAWorkflow() {
    Deferred<String> route = client.dispatch(newParcel("p-4")::follow);
    client.newWorkflow(Parcel.class).forward("p-4");
    assertThat(route.await()).isEqualTo("a neighbour");
  }

  @Test
  void byTag() throws Exception {
    Deferred<String> one = client.dispatch(newParcel("p-5")::follow);
    Deferred<String> two = client.dispatch(newParcel("p-6")::follow);
    InMemory.until(
        () -> client.getIds(client.getWorkflowByTag(Parcel.class, "fragile")).size() == 2);
    // tag::channel-tag
    client.getWorkflowByTag(Parcel.class, "fragile").getEvents().send(new Delivered("all"));
    // end::channel-tag
    assertThat(one.await()).isEqualTo("all");
    assertThat(two.await()).isEqualTo("all");
  }

  @Test
  void startsIfNeedBe() {
    for (String place : List.of("Paris", "Lyon")) {
      // tag::with-signal
      Parcel parcel =
          client.newWorkflow(Parcel.class, WorkflowOptions.defaults().withWorkflowId("p-7"));
      client.withSignal(parcel.getEvents(), new Scanned(place)).dispatch(parcel::follow);
      // end::with-signal
    }
    client.getWorkflowById(Parcel.class, "p-7").getEvents().send(new Delivered("Ada"));
    assertThat(client.getDeferred("p-7", String.class).await()).isEqualTo("Paris, Lyon, Ada");
  }
}
