package {package};

/** A workflow, as those see it who start it. */
public interface Welcome {
  String welcome(String customer);
}
