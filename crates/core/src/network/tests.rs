//! What a description becomes, and how one that cannot be is refused.

use super::*;

fn network(layers: &str) -> Result<Network> {
    let json = format!(r#"{{ "inputShape": [8, 8, 3], "layers": [{layers}] }}"#);
    Network::new(&NetworkSpec::from_json(&json)?)
}

fn sentence(layers: &str) -> String {
    network(layers).expect_err("should be refused").to_string()
}

#[test]
fn the_tutorials_model_has_its_parameters() {
    let network = Network::new(&NetworkSpec::tutorial().unwrap()).unwrap();
    assert_eq!(network.parameter_count(), 881_002);
    let names: Vec<&str> = network.parameters.iter().map(|parameter| parameter.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "conv2d/kernel",
            "conv2d/bias",
            "conv2d_1/kernel",
            "conv2d_1/bias",
            "dense/kernel",
            "dense/bias",
            "dense_1/kernel",
            "dense_1/bias",
            "dense_2/kernel",
            "dense_2/bias"
        ]
    );
    assert!(network.parameters.iter().all(|parameter| parameter.offset % ALIGNMENT == 0));
    assert!(network.ends_in_softmax());
}

#[test]
fn a_batch_normalisation_has_four_parameters_of_which_two_are_moved_by_no_gradient() {
    let layers = r#"{"type":"BatchNormalization"},{"type":"Flatten"},
        {"type":"BatchNormalization","center":false,"scale":false},{"type":"Dense","units":5}"#;
    let network = network(layers).unwrap();
    let parameter = |name: &str| network.parameters.iter().find(|each| each.name == name).unwrap();
    let names: Vec<&str> = network.parameters.iter().map(|each| each.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "batch_normalization/gamma",
            "batch_normalization/beta",
            "batch_normalization/moving_mean",
            "batch_normalization/moving_variance",
            "batch_normalization_1/moving_mean",
            "batch_normalization_1/moving_variance",
            "dense/kernel",
            "dense/bias"
        ]
    );
    assert_eq!(parameter("batch_normalization/gamma").shape, [3]);
    assert_eq!(parameter("batch_normalization_1/moving_mean").shape, [192]);
    assert_eq!((network.parameter_count(), network.trainable_count()), (12 + 384 + 965, 6 + 965));
    for each in &network.parameters {
        assert_eq!(each.trainable, each.offset < network.trainable_size(), "{}", each.name);
        assert_eq!(each.offset % ALIGNMENT, 0);
    }
    assert!(network.parameters.iter().all(|each| each.range().end <= network.arena_size()));
    let weights = network.initial_weights(1);
    for (name, value) in [("gamma", 1.0), ("beta", 0.0), ("moving_mean", 0.0), ("moving_variance", 1.0)] {
        let range = parameter(&format!("batch_normalization/{name}")).range();
        assert_eq!(weights[range], [value; 3], "{name}");
    }
}

#[test]
fn initial_weights_are_glorot_uniform_and_repeatable() {
    let network = Network::new(&NetworkSpec::tutorial().unwrap()).unwrap();
    let weights = network.initial_weights(1);
    assert_eq!(weights, network.initial_weights(1));
    assert_ne!(weights, network.initial_weights(2));
    let kernel = &weights[network.parameters[2].range()];
    let limit = (6.0f32 / (9.0 * 32.0 + 9.0 * 64.0)).sqrt();
    let largest = kernel.iter().fold(0.0f32, |largest, weight| largest.max(weight.abs()));
    assert!(largest <= limit && largest > 0.999 * limit, "{largest} against {limit}");
    let variance = kernel.iter().map(|weight| weight * weight).sum::<f32>() / kernel.len() as f32;
    assert!((variance / (limit * limit / 3.0) - 1.0).abs() < 0.03);
    assert!(weights[network.parameters[3].range()].iter().all(|bias| *bias == 0.0));
}

#[test]
fn keras_defaults_hold_where_arguments_are_left_out() {
    let layers = r#"{"type":"Conv2D","filters":4,"kernelSize":[3,2]},{"type":"MaxPooling2D"},
        {"type":"Flatten"},{"type":"Dense","units":5,"useBias":false},{"type":"Activation","activation":"softmax"}"#;
    let network = network(layers).unwrap();
    let shapes: Vec<String> = network.nodes.iter().map(|node| node.output.to_string()).collect();
    assert_eq!(shapes[0], "(None, 6, 7, 4)", "padding is valid, strides are 1");
    assert_eq!(shapes[1], "(None, 3, 3, 4)", "the pool is 2x2 and moves by its own size");
    assert_eq!(network.parameters.len(), 3);
    assert!(network.ends_in_softmax());
}

#[test]
fn sizes_beyond_all_measure_are_refused_not_wrapped() {
    assert_eq!(
        sentence(r#"{"type":"Conv2D","filters":4000000000,"kernelSize":3}"#),
        "conv2d: the input (None, 8, 8, 3) would become (None, 6, 6, 4000000000), more than 33554432 numbers an \
         image."
    );
    assert_eq!(
        sentence(r#"{"type":"Flatten"},{"type":"Dense","units":150000},{"type":"Dense","units":100000}"#),
        "dense_1: with its parameters the network has more than 33554432, the most that fit."
    );
    for size in ["1025", "4294967296", "9007199254740991"] {
        assert_eq!(
            sentence(&format!(r#"{{"type":"Conv2D","filters":1,"kernelSize":{size},"padding":"same"}}"#)),
            "conv2d: kernel_size must be at most 1024."
        );
        assert_eq!(
            sentence(&format!(r#"{{"type":"MaxPooling2D","poolSize":{size},"padding":"same"}}"#)),
            "max_pooling2d: pool_size must be at most 1024."
        );
    }
}

#[test]
fn descriptions_that_would_take_long_to_check_are_refused() {
    let layers = vec![r#"{"type":"Activation","activation":"relu"}"#; LAYERS + 1].join(",");
    assert_eq!(
        sentence(&layers),
        "The network's description cannot be read: it has 1001 layers, and there can be 1000."
    );
    let json = r#"{"inputShape":[1,1,1,1,1,1,1,1,2],"layers":[{"type":"BatchNormalization"}]}"#;
    assert_eq!(
        Network::new(&NetworkSpec::from_json(json).unwrap()).unwrap_err().to_string(),
        "The network's description cannot be read: inputShape must name at most 8 dimensions."
    );
}

#[test]
fn branches_are_named_and_counted_as_keras_does() {
    let layers = r#"{"type":"Conv2D","filters":3,"kernelSize":1,"inputs":["images"]},
        {"type":"SeparableConv2D","filters":3,"kernelSize":3,"padding":"same","depthMultiplier":2},
        {"type":"Add","inputs":["separable_conv2d","conv2d","images"]},
        {"type":"DepthwiseConv2D","kernelSize":3,"strides":2,"depthMultiplier":4},
        {"type":"AveragePooling2D","poolSize":2},
        {"type":"GlobalAveragePooling2D"},{"type":"Dense","units":2}"#;
    let network = network(layers).unwrap();
    let shapes: Vec<String> = network.nodes.iter().map(|node| node.output.to_string()).collect();
    assert_eq!(shapes[2..6], ["(None, 8, 8, 3)", "(None, 3, 3, 12)", "(None, 1, 1, 12)", "(None, 12)"]);
    let parameters: Vec<(&str, &[usize])> =
        network.parameters.iter().map(|each| (each.name.as_str(), each.shape.as_slice())).collect();
    assert_eq!(
        parameters[2..7],
        [
            ("separable_conv2d/depthwise_kernel", [3, 3, 3, 2].as_slice()),
            ("separable_conv2d/pointwise_kernel", &[1, 1, 6, 3]),
            ("separable_conv2d/bias", &[3]),
            ("depthwise_conv2d/kernel", &[3, 3, 3, 4]),
            ("depthwise_conv2d/bias", &[12]),
        ]
    );
    let fans = Initializer::GlorotUniform { fan_in: 27, fan_out: 18 };
    assert_eq!(network.parameters[2].initializer, fans);
    assert!(!network.is_chain());
}

#[test]
fn inputs_that_cannot_be_are_named() {
    let conv = r#"{"type":"Conv2D","filters":3,"kernelSize":3}"#;
    assert_eq!(
        sentence(&format!(r#"{conv},{{"type":"Add","inputs":["conv2d","images"]}}"#)),
        "add: the input (None, 8, 8, 3) cannot be added to (None, 6, 6, 3); both must have one shape."
    );
    assert_eq!(
        sentence(&format!(r#"{conv},{{"type":"Add"}}"#)),
        "add: inputs must name two layers or more to add."
    );
    assert_eq!(
        sentence(&format!(r#"{conv},{{"type":"Flatten","inputs":["conv2d","images"]}}"#)),
        "flatten: inputs must name one layer; only an Add takes several."
    );
    assert_eq!(
        sentence(r#"{"type":"Flatten","inputs":["dense"]},{"type":"Dense","units":2}"#),
        "flatten: inputs names dense, but no layer before it has this name."
    );
    assert!(sentence(r#"{"type":"Flatten","inputs":"images"}"#).contains("inputs of a layer must be a list"));
    assert_eq!(
        sentence(&format!(r#"{conv},{{"type":"Flatten","inputs":["images"]}},{{"type":"Dense","units":2}}"#)),
        "conv2d: nothing takes its output; a later layer must name it among its inputs."
    );
    for name in ["images", "a/b", ""] {
        assert_eq!(
            sentence(&format!(r#"{{"type":"Flatten","name":"{name}"}}"#)),
            format!("{name}: name must not be images, empty or contain a slash.")
        );
    }
    assert_eq!(
        sentence(r#"{"type":"Flatten"},{"type":"Activation","activation":"softmax"}"#),
        "No layer has weights to train; add a Dense or a convolution."
    );
}

#[test]
fn what_cannot_be_is_named_at_its_layer() {
    let pools = r#"{"type":"MaxPooling2D","poolSize":8},{"type":"MaxPooling2D"}"#;
    assert_eq!(sentence(pools), "max_pooling2d_1: the input (None, 1, 1, 3) is smaller than the 2x2 pool.");
    assert_eq!(
        sentence(r#"{"type":"Dense","units":10}"#),
        "dense: the input (None, 8, 8, 3) is a picture; put a Flatten before it."
    );
    assert_eq!(
        sentence(r#"{"type":"Conv2D","filters":0,"kernelSize":3}"#),
        "conv2d: filters must be at least 1."
    );
    assert_eq!(
        sentence(r#"{"type":"Flatten","name":"a"},{"type":"Dense","units":2,"name":"a"}"#),
        "Two layers are named a; give one another name."
    );
    assert!(
        sentence(r#"{"type":"Conv2D","filter":1,"kernelSize":3}"#)
            .contains("Conv2D has no argument filter; it takes name, inputs, filters, kernelSize")
    );
    let rate = "dropout: rate must be at least 0 and below 1.";
    for given in ["1", "-0.1", "0.99999999999"] {
        assert_eq!(sentence(&format!(r#"{{"type":"Dropout","rate":{given}}}"#)), rate);
    }
    assert!(sentence(r#"{"type":"Dropout"}"#).ends_with("Dropout needs rate."));
    assert_eq!(
        sentence(r#"{"type":"BatchNormalization","momentum":1.5}"#),
        "batch_normalization: momentum must lie between 0 and 1."
    );
    assert_eq!(
        sentence(r#"{"type":"BatchNormalization","epsilon":0}"#),
        "batch_normalization: epsilon must be more than 0."
    );
    assert!(
        sentence(r#"{"type":"BatchNormalization","axis":1}"#)
            .contains("it takes name, inputs, momentum, epsilon, center, scale")
    );
    assert!(
        sentence(r#"{"type":"Conv2D","filters":4,"kernelSize":3}"#)
            .starts_with("The last layer must give one row")
    );
}
