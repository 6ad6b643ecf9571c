//! Weights and gradients as safetensors, under Keras's names and in Keras's shapes.
//!
//! A safetensors file is the length of its header, the header in JSON (each tensor's type, shape and place), and
//! the tensors' bytes. It is read and written here, since the `safetensors` crate would add a quarter to the code
//! that a page downloads; the tests hold the two against each other.

use crate::error::{Error, Result};
use crate::json::{Json, quoted};
use crate::network::{Network, Parameter};

/// The header begins behind its length, and its end is padded to a multiple of this.
const ALIGNMENT: usize = 8;

impl Network {
    /// Writes an arena of weights as a safetensors file.
    pub fn to_safetensors(&self, arena: &[f32]) -> Vec<u8> {
        self.write(arena, |_| true)
    }

    /// Writes an arena of gradients as a safetensors file: of all parameters that have one.
    pub fn gradients_to_safetensors(&self, arena: &[f32]) -> Vec<u8> {
        self.write(arena, |parameter| parameter.trainable)
    }

    /// Writes some of the parameters, in their order.
    fn write(&self, arena: &[f32], which: fn(&Parameter) -> bool) -> Vec<u8> {
        let mut entries = Vec::new();
        let mut data = Vec::new();
        for parameter in self.parameters.iter().filter(|parameter| which(parameter)) {
            let begin = data.len();
            data.extend_from_slice(bytemuck::cast_slice(&arena[parameter.range()]));
            let (name, shape, end) = (quoted(&parameter.name), &parameter.shape, data.len());
            entries.push(format!(
                r#"{name}:{{"dtype":"F32","shape":{shape:?},"data_offsets":[{begin},{end}]}}"#
            ));
        }
        let mut header = format!("{{{}}}", entries.join(","));
        while !header.len().is_multiple_of(ALIGNMENT) {
            header.push(' ');
        }
        let mut file = (header.len() as u64).to_le_bytes().to_vec();
        file.extend_from_slice(header.as_bytes());
        file.append(&mut data);
        file
    }

    /// Reads an arena from a safetensors file that holds exactly this network's parameters as float32.
    pub fn from_safetensors(&self, file: &[u8]) -> Result<Vec<f32>> {
        let (header, data) = split(file).ok_or_else(|| refused("the file is no safetensors file."))?;
        let header =
            Json::parse(header).map_err(|fault| refused(&format!("{fault} in the file's header.")))?;
        let known = |name: &str| {
            name == "__metadata__" || self.parameters.iter().any(|parameter| parameter.name == name)
        };
        if let Some(name) = header.names().find(|name| !known(name)) {
            return Err(refused(&format!("the network has no {name}.")));
        }
        let mut arena = vec![0.0; self.arena_size()];
        for parameter in &self.parameters {
            let name = &parameter.name;
            let entry = header.member(name).ok_or_else(|| refused(&format!("{name} is missing.")))?;
            check(parameter, entry)?;
            let bytes = place(entry).and_then(|place| data.get(place)).unwrap_or_default();
            if bytes.len() != parameter.size() * size_of::<f32>() {
                return Err(refused(&format!("the file is cut short or damaged at {name}.")));
            }
            for (weight, bytes) in arena[parameter.range()].iter_mut().zip(bytes.chunks_exact(4)) {
                *weight = f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
            }
        }
        Ok(arena)
    }
}

/// The header and the tensors' bytes.
fn split(file: &[u8]) -> Option<(&str, &[u8])> {
    let (length, rest) = file.split_first_chunk()?;
    let (header, data) = rest.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
    Some((std::str::from_utf8(header).ok()?, data))
}

/// Whether an entry has a parameter's type and shape.
fn check(parameter: &Parameter, entry: &Json) -> Result<()> {
    let dtype = entry.member("dtype").and_then(Json::as_text).unwrap_or("without a type");
    let shape: Vec<u64> = entry.member("shape").and_then(Json::as_wholes).unwrap_or_default();
    let expected: Vec<u64> = parameter.shape.iter().map(|dim| *dim as u64).collect();
    if dtype == "F32" && shape == expected {
        return Ok(());
    }
    let name = &parameter.name;
    Err(refused(&format!("{name} is {dtype} {shape:?}; the network's is F32 {expected:?}.")))
}

/// Where an entry's bytes lie behind the header.
fn place(entry: &Json) -> Option<std::ops::Range<usize>> {
    match entry.member("data_offsets")?.as_wholes()?.as_slice() {
        [begin, end] => Some(usize::try_from(*begin).ok()?..usize::try_from(*end).ok()?),
        _ => None,
    }
}

fn refused(reason: &str) -> Error {
    Error::Weights { reason: reason.to_owned() }
}

#[cfg(test)]
mod tests {
    use safetensors::tensor::{Dtype, SafeTensors, TensorView, serialize};

    use super::*;
    use crate::network::NetworkSpec;

    fn network(units: usize) -> Network {
        let json = format!(r#"{{ "inputShape": [3], "layers": [{{ "type": "Dense", "units": {units} }}] }}"#);
        Network::new(&NetworkSpec::from_json(&json).unwrap()).unwrap()
    }

    fn sentence(file: &[u8]) -> String {
        network(4).from_safetensors(file).expect_err("should be refused").to_string()
    }

    #[test]
    fn weights_travel_there_and_back() {
        let network = network(4);
        let arena = network.initial_weights(3);
        assert_eq!(network.from_safetensors(&network.to_safetensors(&arena)).unwrap(), arena);
    }

    #[test]
    fn weights_hold_what_no_gradient_moves_and_gradients_do_not() {
        let json = r#"{ "inputShape": [3], "layers": [
            { "type": "BatchNormalization" }, { "type": "Dense", "units": 2, "useBias": false } ] }"#;
        let network = Network::new(&NetworkSpec::from_json(json).unwrap()).unwrap();
        let arena: Vec<f32> = (0..network.arena_size()).map(|index| index as f32).collect();
        let bytes = network.to_safetensors(&arena);
        let read = network.from_safetensors(&bytes).unwrap();
        for parameter in &network.parameters {
            assert_eq!(read[parameter.range()], arena[parameter.range()], "{}", parameter.name);
        }
        let names = |bytes: &[u8]| {
            let mut names: Vec<String> =
                SafeTensors::deserialize(bytes).unwrap().names().into_iter().map(str::to_owned).collect();
            names.sort();
            names.join(" ").replace("batch_normalization/", "")
        };
        assert_eq!(names(&bytes), "beta gamma moving_mean moving_variance dense/kernel");
        assert_eq!(names(&network.gradients_to_safetensors(&arena)), "beta gamma dense/kernel");
    }

    #[test]
    fn the_safetensors_crate_reads_what_is_written() {
        let network = network(5);
        let arena = network.initial_weights(3);
        let bytes = network.to_safetensors(&arena);
        let file = SafeTensors::deserialize(&bytes).unwrap();
        assert_eq!(file.len(), 2);
        let kernel = file.tensor("dense/kernel").unwrap();
        assert_eq!((kernel.dtype(), kernel.shape()), (Dtype::F32, [3, 5].as_slice()));
        assert_eq!(kernel.data(), bytemuck::cast_slice::<f32, u8>(&arena[..15]));
    }

    #[test]
    fn what_the_safetensors_crate_writes_is_read() {
        let network = network(4);
        let arena = network.initial_weights(3);
        let kernel: &[u8] = bytemuck::cast_slice(&arena[..12]);
        let view = |shape: Vec<usize>, bytes| TensorView::new(Dtype::F32, shape, bytes).unwrap();
        let views = [("dense/kernel", view(vec![3, 4], kernel)), ("dense/bias", view(vec![4], &[0; 16]))];
        let metadata = [("format".to_owned(), "pt".to_owned())].into();
        assert_eq!(network.from_safetensors(&serialize(views, Some(metadata)).unwrap()).unwrap(), arena);
    }

    #[test]
    fn foreign_weights_are_refused_with_a_sentence() {
        let foreign = network(5).to_safetensors(&network(5).initial_weights(0));
        assert_eq!(
            sentence(&foreign),
            "These weights do not fit the network: dense/kernel is F32 [3, 5]; the network's is F32 [3, 4]."
        );
        assert!(sentence(b"not a file").ends_with("the file is no safetensors file."));
        assert!(sentence(&u64::MAX.to_le_bytes()).ends_with("the file is no safetensors file."));
        assert!(sentence(b"\x02\0\0\0\0\0\0\0{}").ends_with("dense/kernel is missing."));
        assert!(sentence(b"\x08\0\0\0\0\0\0\0{\"a\":{}}").ends_with("the network has no a."));
        let whole = network(4).to_safetensors(&network(4).initial_weights(0));
        assert!(sentence(&whole[..whole.len() - 1]).ends_with("cut short or damaged at dense/bias."));
    }
}
