package io.infinitic.examples.cropimage;

import io.infinitic.tasks.Task;
import io.infinitic.tasks.TaskFailure;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import javax.imageio.ImageIO;

/**
 * Real HTTP and real scaling. A task may run twice, so each writes a file that is named by its
 * idempotency key: the second run finds, or replaces, what the first has left.
 */
public class ImageServiceImpl implements ImageService {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(LIMIT).build();
  private final Path folder;
  private final URI uploads;

  /**
   * @param folder where images are kept between tasks; workers on several machines share it
   * @param uploads where small copies are put; a name is appended
   */
  public ImageServiceImpl(Path folder, URI uploads) {
    this.folder = folder;
    this.uploads = uploads;
  }

  @Override
  public String download(String imageUrl) {
    String name = fileName("original");
    HttpResponse<Path> response =
        send(
            HttpRequest.newBuilder(URI.create(imageUrl)).timeout(LIMIT).build(),
            BodyHandlers.ofFile(folder.resolve(name)));
    if (response.statusCode() == 404) {
      throw new TaskFailure("there is no image at " + imageUrl).notRetryable();
    }
    requireOk(response);
    return name;
  }

  @Override
  public String resize(String file, int width) {
    try {
      BufferedImage image = ImageIO.read(folder.resolve(file).toFile());
      if (image == null) {
        throw new TaskFailure(file + " is not an image").notRetryable();
      }
      int height = Math.max(1, image.getHeight() * width / image.getWidth());
      BufferedImage small = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
      Graphics2D graphics = small.createGraphics();
      graphics.setRenderingHint(
          RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
      graphics.drawImage(image, 0, 0, width, height, null);
      graphics.dispose();
      String name = fileName("small") + ".png";
      ImageIO.write(small, "png", folder.resolve(name).toFile());
      return name;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String upload(String file) {
    try {
      URI target = URI.create(uploads + "/" + file);
      HttpRequest request =
          HttpRequest.newBuilder(target)
              .timeout(LIMIT)
              .PUT(HttpRequest.BodyPublishers.ofByteArray(Files.readAllBytes(folder.resolve(file))))
              .build();
      requireOk(send(request, BodyHandlers.discarding()));
      return target.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> body) {
    try {
      return http.send(request, body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TaskFailure("interrupted");
    }
  }

  private static void requireOk(HttpResponse<?> response) {
    if (response.statusCode() / 100 != 2) {
      throw new TaskFailure(response.uri() + " answers " + response.statusCode());
    }
  }

  private static String fileName(String kind) {
    return kind + "-" + Task.idempotencyKey().replaceAll("[^A-Za-z0-9-]", "_");
  }
}
